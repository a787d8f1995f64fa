// What a page is made of and what its scripts ask for: sent as the page meant it, answered from the shelf where that will
// do, and handed over with what CORS and policy leave of it.

import { mayRead } from "../../../shared/domain/cors.ts";
import type { Failover } from "../failover/failover.ts";
import type { Aim } from "./aim.ts";
import { emptied, exposed, isRedirect, widened } from "./answers.ts";
import { askAnew } from "./ask.ts";
import { mayServe } from "./keeping.ts";
import { type Plan, planFor } from "./plan.ts";
import type { Shelf } from "./shelf.ts";

export interface SubresourcePorts {
  readonly origin: string;
  readonly hosts: readonly string[];
  readonly shelf: Shelf;
  /** Failover's, or fetch. */
  readonly send: Failover["send"];
}

export interface Subresources {
  /** Whether the browser would do the same by itself; what a page says in leaving it would not, once it has asked here. */
  isPlain(request: Request, aim: Reachable): boolean;
  answer(event: FetchEvent, aim: Aim): Promise<Response>;
}

type Reachable = Exclude<Aim, { kind: "mirror" | "elsewhere" }>;

export function createSubresources(ports: SubresourcePorts): Subresources {
  const { origin, hosts, shelf } = ports;
  /** What a script asks of the primary goes as it is, with what only the browser can say of it. */
  const send = async (event: FetchEvent, request: Request, { address, meant, isPlain }: Plan) =>
    ports.send(isPlain && !request.destination ? request : await askAnew(request, { address, meant, origin }), {
      event,
      meant,
    });

  const fromShelf = async (event: FetchEvent, plan: Plan) => {
    const { address } = plan;
    // What a service answers may depend on how it was asked.
    const { mode, credentials } = plan.meant;
    const key = `${address.replace(/#.*$/s, "")}${address.includes("?") ? "&" : "?"}${mode}-${credentials}`;
    const put = (response: Response) => shelf.keep({ key, url: address }, response).catch(forget);
    // Storage may be full, or forbidden: then everything is asked for.
    const found = await shelf.find(key).catch(forget);
    const again = () => send(event, new Request(event.request, { cache: "no-cache" }), plan).then(put, forget);
    if (found?.isStale) event.waitUntil(again());
    if (found) return found.response;
    const response = await send(event, event.request, plan);
    if (shelf.wants(address, response)) event.waitUntil(put(response.clone()));
    return response;
  };

  return {
    isPlain: (request, aim) => planFor(request, aim).isPlain && !mayServe(request) && !request.keepalive,
    async answer(event, aim) {
      if (!("address" in aim)) return Response.error();
      const { request } = event;
      const plan = planFor(request, aim);
      if (plan.reading === "never") return Response.error();
      const response = await (mayServe(request) ? fromShelf(event, plan) : send(event, request, plan));
      if (plan.isWorker) return widened(response, hosts);
      if (plan.reading === "nothing") return emptied(response);
      if (plan.reading === "all" || isRedirect(response)) return response;
      const withCookies = request.credentials === "include";
      if (!mayRead(response.headers, { origin, withCookies })) return Response.error();
      return request.destination ? response : exposed(response, { withCookies });
    },
  };
}

function forget(): undefined {}
