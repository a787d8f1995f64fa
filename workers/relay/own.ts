// A mirror's own endpoints, under its door and behind the gate: the lifeboat's and the shim's scripts, the reader's roster
// and the keyring as they lie in KV, and what the mirror knows of itself.

import type { Boarding } from "../../shared/domain/boat.ts";
import { connectionAllowlist } from "../../shared/domain/connections.ts";
import { strictPolicy } from "../../shared/domain/policy.ts";
import { REPORT_CHARACTERS } from "../../shared/domain/report.ts";
import type { MeshView } from "../../shared/store/mesh.ts";
import type { Boarder } from "./boarding.ts";
import type { Collect } from "./collect.ts";
import type { Admitted } from "./gate.ts";
import type { RelayJar } from "./jar.ts";
import { isInstalling, type LifeboatScript } from "./lifeboat.ts";
import type { LockOf } from "./lock.ts";
import { leavingPage, noticePage } from "./pages.ts";
import type { HeldTicket } from "./passes.ts";
import type { StandpointOf } from "./standpoint.ts";

export interface OwnPorts {
  readonly mesh: Pick<MeshView, "keyring" | "roster" | "service">;
  readonly standpointOf: StandpointOf;
  /** What a lifeboat alone is told; undefined: it does without failover. */
  readonly board: (boarder: Boarder) => Promise<Boarding | undefined>;
  readonly lifeboat: LifeboatScript;
  readonly shimScript: string;
  readonly barScript: string;
  /** By name under the door. */
  readonly carriedScripts: Readonly<Record<string, string>>;
  readonly jar: Pick<RelayJar, "answer">;
  readonly collect?: Collect | undefined;
  readonly lockOf: LockOf;
  /** Absent: there is no warden to ask. */
  readonly askWarden?: ((path: string, body: string) => Promise<Response>) | undefined;
}

/** By the path segment after the door; undefined where that is none of ours. */
export type Own = (request: Request, url: URL, reader: OwnReader) => Promise<Response | undefined>;

export interface OwnReader extends Pick<Admitted, "spot" | "mirror"> {
  readonly held: HeldTicket | undefined;
  readonly burned: boolean;
}

type Endpoint = (reader: OwnReader, request: Request, url: URL) => Promise<Response>;

export function createOwn({
  mesh,
  standpointOf,
  board,
  lifeboat,
  shimScript,
  barScript,
  carriedScripts,
  jar,
  collect,
  ...asking
}: OwnPorts): Own {
  const endpoints: Record<string, Endpoint> = {
    "lifeboat.js": async ({ spot: { hostname }, mirror, held }, request, url) => {
      // Called off by the root: pages ask for it again and again.
      if ((await mesh.keyring())?.body.kill) return asInKv(undefined);
      const record = await mesh.service(mirror.service);
      if (record === undefined) return new Response(null, { status: 503, headers: NO_STORE });
      const boat =
        held !== undefined && isInstalling(request)
          ? await board({ hostname, mirror, held, tier: record.tier ?? "operator" })
          : undefined;
      return lifeboat(request, standpointOf(record, mirror, url), boat);
    },
    // Asked for by its content's name, so it never changes; `private`, for it lies behind the gate. Workers of pages start
    // with it, and a worker lives by the policy of its first script.
    "shim.js": async (_, _request, url) =>
      answer(shimScript, SCRIPT, {
        ...FOR_GOOD,
        "content-security-policy": strictPolicy({ origin: url.origin, door: "" }, { framing: "nobody" }),
        "connection-allowlist": connectionAllowlist({}),
      }),
    "bar.js": async () => answer(barScript, SCRIPT, FOR_GOOD),
    panic: async (_, request) => (await import("./panic.ts")).begun(request),
    roster: async ({ held }) => asInKv(await mesh.roster(held?.ticket.lineage ?? "")),
    keyring: async () => asInKv((await mesh.keyring())?.text),
    // Where a link out of the allow-list leads, so that nobody leaves the mirror unasked.
    leave: async (_, request, url) => {
      const to = URL.parse(url.searchParams.get("to") ?? "");
      return to === null
        ? noticePage(request, "elsewhere")
        : leavingPage(request, { host: to.host || to.protocol, url: to.href });
    },
    // A lifeboat says through this mirror how another one failed. It is sealed to the warden, so nothing is to be read in it.
    [REPORT]: async ({ mirror: { label }, held }, request) => {
      const sealed = request.headers.get("content-length") === `${REPORT_CHARACTERS}` ? await request.text() : "";
      const isLeft = sealed && held && collect?.carry({ request, label, ticket: held.ticket }, sealed) === false;
      return new Response(null, { status: isLeft ? 429 : sealed ? 202 : 400, headers: NO_STORE });
    },
    [JAR]: async ({ spot, mirror, held }, request, url) =>
      held ? jar.answer(request, { spot, mirror, held }, url) : asInKv(undefined),
    state: async ({ spot, mirror, burned }) =>
      answer(JSON.stringify({ hostname: spot.hostname, burned, service: mirror.service }), "application/json"),
  };
  for (const name of ["about", "share", "problem"] as const)
    endpoints[name] = async (reader, request) => {
      const { about } = await import("./about/index.ts");
      return about(name, request, reader, { ...asking, service: await mesh.service(reader.mirror.service) });
    };
  for (const [name, script] of Object.entries(carriedScripts))
    endpoints[`${name}.js`] = async () => answer(script, SCRIPT, FOR_GOOD);
  return async (request, url, reader) => {
    const [, door, name = "", ...rest] = url.pathname.split("/");
    const endpoint = Object.hasOwn(endpoints, name) ? endpoints[name] : undefined;
    if (door !== reader.mirror.door || rest.length > 0 || endpoint === undefined) return undefined;
    const allow = { [REPORT]: "POST", [JAR]: "GET, POST", share: "POST", problem: "POST" }[name] ?? "GET, HEAD";
    return allow.split(", ").includes(request.method)
      ? endpoint(reader, request, url)
      : new Response(null, { status: 405, headers: { ...NO_STORE, allow } });
  };
}

const REPORT = "report";
const JAR = "jar";
const SCRIPT = "text/javascript; charset=utf-8";
const NO_STORE = { "cache-control": "no-store" };
const FOR_GOOD = { "cache-control": "private, max-age=31536000, immutable" };

function asInKv(text: string | undefined): Response {
  return text === undefined
    ? new Response(null, { status: 404, headers: NO_STORE })
    : answer(text, "text/plain; charset=utf-8");
}

function answer(body: string, type: string, more: Record<string, string> = {}): Response {
  return new Response(body, {
    headers: { "content-type": type, ...NO_STORE, "x-content-type-options": "nosniff", ...more },
  });
}
