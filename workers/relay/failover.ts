// The door for readers of other mirrors: a POST of plain text, without cookies, to one path under the mirror's door. What
// answers it is a module of its own, loaded with the first of them (failover/index.ts). So is a panic's (panic.ts), which asks
// with a step in its address, pass or not. At every label of the zone such a
// request is read alike up to where it must say whose it is: or who holds a body back would see which label waits for it.

import { fromBase64url } from "../../shared/domain/bytes.ts";
import { FAILOVER_NAME } from "../../shared/domain/failover.ts";
import { PANIC_PATH, PANIC_QUERY } from "../../shared/domain/panic.ts";
import type { MeshView } from "../../shared/store/mesh.ts";
import type { Collect } from "./collect.ts";
import type { Exchange } from "./exchange.ts";
import type { FailoverPorts } from "./failover/stage.ts";
import { type FindMirror, parseSpot } from "./identify.ts";
import type { Own } from "./own.ts";

export interface FailoverDoorPorts {
  readonly zone: string;
  readonly findMirror: FindMirror;
  readonly mesh: MeshView;
  readonly own: Own;
  readonly exchange: Exchange;
  readonly linkTo: FailoverPorts["linkTo"];
  readonly collect?: Collect | undefined;
  /** Seconds since the epoch. */
  readonly now: () => number;
}

/** Undefined at once: no such request, or a reader's of this mirror. Undefined later: a stranger's. `wait`: for what goes on beside the answer. */
export type Failover = (request: Request, url: URL, wait: Wait) => Promise<Response | undefined> | undefined;
type Wait = (told: Promise<void>) => void;

export function createFailover({ zone, findMirror, ...ports }: FailoverDoorPorts): Failover {
  const load = async () => {
    const { createFailoverStage, takeFront } = await import("./failover/index.ts");
    return { takeFront, stage: createFailoverStage(stagePorts(ports)) };
  };
  let loaded: ReturnType<typeof load> | undefined;
  const answer = async (request: Request, url: URL, wait: Wait): Promise<Response | undefined> => {
    loaded ??= load();
    const { takeFront, stage } = await loaded;
    const front = await takeFront(request.body ?? inAddress(url));
    const spot = parseSpot(url.host, zone);
    const mirror = await findMirror(spot);
    if (!front || mirror === undefined) return undefined;
    if (url.pathname !== `/${mirror.door}/${FAILOVER_NAME}`) return undefined;
    const served = await stage(request, { spot, mirror, front });
    if (served === undefined) return undefined;
    const told = mirror.root
      ? undefined
      : ports.collect?.served({ request, label: mirror.label, ticket: served.ticket });
    if (told) wait(told);
    return served.answer;
  };
  const panic = async (request: Request, url: URL): Promise<Response | undefined> => {
    const spot = parseSpot(url.host, zone);
    const mirror = await findMirror(spot);
    if (mirror === undefined || !url.pathname.startsWith(`/${mirror.door}/`)) return undefined;
    const { arrived } = await import("./panic.ts");
    return arrived(request, { url, mirror, mesh: ports.mesh, now: ports.now() });
  };
  return (request, url, wait) => {
    const { method, headers } = request;
    if (method === "GET" && PANIC_PATH.test(url.pathname) && PANIC_QUERY.test(url.search)) return panic(request, url);
    const isSent =
      method === "POST" && PATH.test(url.pathname) && /^text\/plain\b/.test(headers.get("content-type") ?? "");
    const isSocket =
      headers.get("upgrade")?.toLowerCase() === "websocket" && PATH.test(url.pathname) && url.search !== "";
    return (isSent || isSocket) && !headers.has("cookie") ? answer(request, url, wait) : undefined;
  };
}

/** A door is eight letters (mirror.ts); a service may have such a path too, and whoever is its reader has a cookie. */
const PATH = new RegExp(`^/[a-z]{8}/${FAILOVER_NAME}$`);

function stagePorts({
  mesh,
  own,
  exchange,
  linkTo,
  now,
}: Omit<FailoverDoorPorts, "zone" | "findMirror">): FailoverPorts {
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
    ...{ linkTo, now },
  };
}

/** A WebSocket's handshake has no body. */
function inAddress({ search }: URL): ReadableStream<Uint8Array> | null {
  return new Response(fromBase64url(search.slice(1)) ?? null).body;
}
