// Those who are measured: each with its process and how it is asked for a case.
import { fileURLToPath } from "node:url";
import { pickPort } from "../support/ports.ts";
import { type Case, headersOf } from "./cases.ts";
import { mapping } from "./hosts.ts";
import { type BenchMirror, createBenchKeys, createBenchMirror } from "./mirror.ts";
import { type Server, startProxyPass, startSubFilter } from "./nginx.ts";
import { listening, type Processes, pidOf } from "./processes.ts";
import { startRelay, startWorker } from "./workers.ts";

export const CONTENDERS = [
  "passthrough",
  "noopPump",
  "bareRelay",
  "relay",
  "htmlRewriter",
  "proxyPass",
  "subFilter",
  "unblocker",
] as const;
export type ContenderName = (typeof CONTENDERS)[number];

export interface Asked {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly pid: number;
}

export interface Contender {
  readonly name: ContenderName;
  /** Undefined: this contender has nothing to say to this case. */
  ask(wanted: Case): Asked | undefined;
}

export interface Field {
  readonly contenders: readonly Contender[];
  readonly mirror: BenchMirror;
}

export interface FieldOptions {
  readonly processes: Processes;
  readonly upstreamPort: number;
  readonly isQuick: boolean;
}

const FEW: readonly ContenderName[] = ["passthrough", "noopPump", "relay"];

export async function startField(options: FieldOptions): Promise<Field> {
  const { processes, upstreamPort, isQuick } = options;
  const keys = createBenchKeys();
  const mirror = await createBenchMirror({ keys, literals: false });
  const searching = await createBenchMirror({ keys, literals: true });
  const [relay, searchingRelay] = await Promise.all([
    startRelay("relay", mirror, options),
    startRelay("relay-literals", searching, options),
  ]);
  const servers = {
    passthrough: await startWorker("passthrough", {}, options),
    noopPump: await startWorker("noop-pump", {}, options),
    bareRelay: await startWorker("bare-relay", {}, options),
    htmlRewriter: await startWorker("html-rewriter", { mapping: mapping(mirror.door) }, options),
    proxyPass: await startProxyPass(processes, upstreamPort),
    subFilter: await startSubFilter(processes, { upstreamPort, door: mirror.door }),
    unblocker: await startUnblocker(processes),
  };
  const askRelay = (wanted: Case): Asked => {
    const { hostname, cookie } = wanted.literals ? searching : mirror;
    return askServer(wanted.literals ? searchingRelay : relay, wanted, { Host: hostname, Cookie: cookie });
  };
  const askOther = (name: Exclude<ContenderName, "relay">, wanted: Case): Asked | undefined => {
    if (wanted.contenders === "few" && !FEW.includes(name)) return undefined;
    if (name === "unblocker" && isQuick && wanted.destination !== "document") return undefined;
    if (name === "bareRelay" && (isQuick || !hasFloor(wanted))) return undefined;
    if (name === "htmlRewriter" && wanted.destination !== "document") return undefined;
    const asked = askServer(servers[name], wanted, {});
    const through = `/proxy/http://127.0.0.1:${upstreamPort}${wanted.path}`;
    return name === "unblocker" ? { ...asked, url: new URL(asked.url).origin + through } : asked;
  };
  const contenders = CONTENDERS.map(
    (name): Contender => ({ name, ask: (wanted) => (name === "relay" ? askRelay(wanted) : askOther(name, wanted)) }),
  );
  return { contenders, mirror };
}

/** Of a body that streams through JavaScript the no-op pump is the floor. */
function hasFloor({ kind, path, encoding }: Case): boolean {
  return kind === "native" || (encoding === "identity" && !path.startsWith("/chunked/"));
}

function askServer({ port, pid }: Server, wanted: Case, headers: Readonly<Record<string, string>>): Asked {
  return { url: `http://127.0.0.1:${port}${wanted.path}`, headers: { ...headersOf(wanted), ...headers }, pid };
}

async function startUnblocker(processes: Processes): Promise<Server> {
  const port = await pickPort();
  const script = fileURLToPath(new URL("contenders/unblocker.js", import.meta.url));
  const child = processes.start(process.execPath, [script, String(port)], {
    env: { ...process.env, NODE_ENV: "production" },
  });
  await listening(port, child);
  return { port, pid: pidOf(child) };
}
