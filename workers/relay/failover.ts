// The door for readers of other mirrors: a POST of plain text to one path under the mirror's door. What answers it is a module
// of its own, loaded with the first of them (failover/index.ts); here is only what keeps everybody else away from it.

import { FAILOVER_NAME } from "../../shared/domain/failover.ts";
import type { MeshView } from "../../shared/store/mesh.ts";
import type { Collect } from "./collect.ts";
import type { Exchange } from "./exchange.ts";
import type { FailoverPorts, FailoverStage } from "./failover/stage.ts";
import { type FindMirror, parseSpot } from "./identify.ts";
import type { Own } from "./own.ts";

export interface FailoverDoorPorts {
  readonly zone: string;
  readonly findMirror: FindMirror;
  readonly mesh: MeshView;
  readonly own: Own;
  readonly exchange: Exchange;
  readonly collect?: Collect | undefined;
  /** Seconds since the epoch. */
  readonly now: () => number;
}

/** Undefined at once: not sent to this door. Undefined later: a stranger's. `wait`: for what goes on beside the answer. */
export type Failover = (request: Request, url: URL, wait: Wait) => Promise<Response | undefined> | undefined;
type Wait = (told: Promise<void>) => void;

export function createFailover({ zone, findMirror, ...ports }: FailoverDoorPorts): Failover {
  let stage: Promise<FailoverStage> | undefined;
  const load = async () => (await import("./failover/index.ts")).createFailoverStage(stagePorts(ports));
  const answer = async (request: Request, url: URL, wait: Wait): Promise<Response | undefined> => {
    const spot = parseSpot(url.host, zone);
    const mirror = await findMirror(spot);
    // A sibling's readers come to the mirror itself.
    if (mirror === undefined || mirror.root !== undefined) return undefined;
    if (url.pathname !== `/${mirror.door}/${FAILOVER_NAME}`) return undefined;
    stage ??= load();
    const served = await (await stage)(request, { spot, mirror });
    if (served === undefined) return undefined;
    const told = ports.collect?.served({ request, label: mirror.label, ticket: served.ticket });
    if (told) wait(told);
    return served.answer;
  };
  return (request, url, wait) => {
    const isSent = request.method === "POST" && url.pathname.endsWith(`/${FAILOVER_NAME}`);
    return isSent && /^text\/plain\b/.test(request.headers.get("content-type") ?? "")
      ? answer(request, url, wait)
      : undefined;
  };
}

function stagePorts({ mesh, own, exchange, now }: Omit<FailoverDoorPorts, "zone" | "findMirror">): FailoverPorts {
  return {
    keyring: mesh.keyring,
    jarKeys: mesh.jarKeys,
    tierOf: async (id) => {
      const service = await mesh.service(id);
      return service && (service.tier ?? "operator");
    },
    serve: async (request, url, { spot, mirror, held }) => {
      const answered = await own(request, url, { spot, mirror, held, burned: false });
      return answered ?? exchange(request, url, { mirror });
    },
    now,
  };
}
