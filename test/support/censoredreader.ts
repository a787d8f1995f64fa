// A reader behind the demo's censor, without a browser: opens links, reads, asks for the roster, and reports a mirror that
// failed through one that works, as a lifeboat does. Its address says which network of the country it is in.

import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { connect } from "node:net";
import { buffer } from "node:stream/consumers";
import { seedBytes } from "../../scripts/mint/keyring.ts";
import type { Keys } from "../../scripts/operator/keys.ts";
import { socksConnect } from "../../scripts/probe/socksclient.ts";
import type { Reach } from "../../scripts/reach.ts";
import { toHex } from "../../shared/domain/bytes.ts";
import type { Keyring } from "../../shared/domain/keyring.ts";
import { createMask } from "../../shared/domain/mask.ts";
import { deriveMirrorKeys, deriveZoneSecret } from "../../shared/domain/mirrorkeys.ts";
import { openRoster, type Roster } from "../../shared/domain/roster.ts";
import { readerKey } from "../../shared/domain/ticket.ts";
import { openWhenLetIn } from "./letin.ts";
import { makeReport } from "./reporter.ts";

export interface CensoredReader {
  /** Read the front page of a mirror that was opened; false where it does not answer as a mirror. */
  visit(hostname: string): Promise<boolean>;
  roster(hostname: string): Promise<Roster>;
  /** Say through `via`, which works, that `hostname` does not. */
  report(hostname: string, via: string): Promise<number>;
  readonly hostnames: readonly string[];
}

export interface ReaderOptions {
  /** The censor's SOCKS5 port. */
  readonly censorPort: number;
  /** 1–254. */
  readonly network: number;
  readonly links: readonly { readonly hostname: string; readonly url: string }[];
  readonly keys: Keys;
  readonly keyring: Keyring;
  /** The door of a mirror; an operator's tool knows it. */
  readonly doorOf: (hostname: string) => string;
  readonly zoneOf: (hostname: string) => string;
}

/** ticket = version(1) | key id(1) | lineage(6) | … */
const LINEAGE_AT = [2, 8] as const;
const NULL_BODY = new Set([204, 205, 304]);

export async function openCensoredReader(options: ReaderOptions): Promise<CensoredReader> {
  const { keys, keyring, doorOf, zoneOf, links } = options;
  const reach = createCensoredReach(options);
  const passes = new Map<string, { readonly url: string; readonly cookie: string }>();
  for (const { hostname, url } of links) {
    passes.set(hostname, await openWhenLetIn(url, reach));
  }
  const ticket = await ticketOf(links[0], keys, zoneOf);
  const ask = (hostname: string, path: string, init: Parameters<Reach>[1] = {}) => {
    const pass = passes.get(hostname);
    if (pass === undefined) throw new Error(`${hostname} was never opened`);
    const headers = { cookie: pass.cookie, origin: new URL(pass.url).origin, ...init.headers };
    return reach(new URL(path, pass.url), { ...init, headers });
  };
  const roster = async (hostname: string) => {
    const answer = await ask(hostname, `/${doorOf(hostname)}/roster`);
    const lineage = toHex(ticket.subarray(...LINEAGE_AT));
    const key = await readerKey(ticket);
    const now = Date.now() / 1000;
    const opened = await openRoster(await answer.text(), { lineage, readerKey: key, keyring, atLeast: 0, now });
    if (!opened.ok) throw new Error(`the roster is ${opened.reason}`);
    return opened.value;
  };
  return {
    hostnames: links.map(({ hostname }) => hostname),
    visit: async (hostname) => {
      try {
        return (await ask(hostname, "/")).status === 200;
      } catch {
        return false;
      }
    },
    roster,
    report: async (hostname, via) => {
      const control = { mirror: via, outcome: "ok" } as const;
      const wish = { mirror: hostname, outcome: "tcp", control, now: Date.now() / 1000 } as const;
      const body = await makeReport(await roster(via), wish);
      const headers = { "content-type": "text/plain" };
      return (await ask(via, `/${doorOf(via)}/report`, { method: "POST", headers, body })).status;
    },
  };
}

async function ticketOf(
  link: ReaderOptions["links"][number] | undefined,
  keys: Keys,
  zoneOf: ReaderOptions["zoneOf"],
): Promise<Uint8Array> {
  const { hostname, pathname } = new URL(link?.url ?? "");
  const secret = await deriveZoneSecret(seedBytes(keys.deployKey), zoneOf(hostname));
  const mask = await createMask((await deriveMirrorKeys(secret, hostname)).mask);
  const ticket = await mask.unmask(pathname.split("/")[1] ?? "");
  if (ticket === undefined) throw new Error("the link holds no ticket");
  return ticket;
}

/** HTTP through the censor from an address of the reader's network. What fails on the way throws. */
function createCensoredReach({ censorPort, network }: Pick<ReaderOptions, "censorPort" | "network">): Reach {
  return async (url, { method = "GET", headers = {}, body = null } = {}) => {
    const { hostname, host, port, pathname, search } = new URL(url);
    const socket = connect({ host: "127.0.0.1", port: censorPort, localAddress: `127.98.${network}.1` });
    socket.on("error", () => undefined);
    await once(socket, "connect");
    await socksConnect(socket, hostname, Number(port));
    const asked = request({
      ...{ method, path: pathname + search, createConnection: () => socket },
      headers: { host, connection: "close", "user-agent": "Mozilla/5.0 (Android 9)", ...headers },
    });
    asked.end(body ?? undefined);
    const [answer] = (await once(asked, "response")) as [IncomingMessage];
    const bytes = await buffer(answer);
    const pairs = Object.entries(answer.headers).flatMap(([name, value = []]) =>
      [value].flat().map((one): [string, string] => [name, one]),
    );
    const status = answer.statusCode ?? 0;
    return new Response(NULL_BODY.has(status) ? null : bytes, { status, headers: pairs });
  };
}
