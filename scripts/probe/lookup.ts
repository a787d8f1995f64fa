// Where a name leads, asked of one resolver: the system's, a server by its address, or DNS over HTTPS (RFC 8484), which a
// censor of plain DNS does not see into.

import { Resolver, promises as system } from "node:dns";
import { promisify } from "node:util";
import { decode, encode, RECURSION_DESIRED } from "dns-packet";
import { ProbeFailure } from "./failure.ts";

/** IPv4 addresses, at least one; throws where there is none. */
export type Lookup = (name: string, signal: AbortSignal) => Promise<readonly string[]>;

const LOOPBACK = "127.0.0.1";
const DNS_MESSAGE = "application/dns-message";
// RFC 1035 §4.1.1.
const NXDOMAIN = "NXDOMAIN";

/** `system`, `192.0.2.53` or `192.0.2.53:5353`, `https://dns.example/dns-query`. Undefined where it is none of these. */
export function parseResolver(text: string): Lookup | undefined {
  if (text === "system") return lookupSystem;
  if (/^https?:\/\/\S+$/.test(text) && URL.canParse(text)) return createDoh(text);
  return /^\d{1,3}(\.\d{1,3}){3}(:\d{1,5})?$/.test(text) ? createServerLookup(text) : undefined;
}

export async function lookupSystem(name: string): Promise<readonly string[]> {
  // Node asks the resolver for *.localhost, which knows none (RFC 6761 §6.3).
  if (/(?:^|\.)localhost$/.test(name)) return [LOOPBACK];
  return (await system.lookup(name, { all: true, family: 4 })).map(({ address }) => address);
}

function createServerLookup(server: string): Lookup {
  return async (name, signal) => {
    const resolver = new Resolver({ tries: 2 });
    resolver.setServers([server]);
    signal.addEventListener("abort", () => resolver.cancel(), { once: true });
    const resolve4: (name: string) => Promise<readonly string[]> = promisify(resolver.resolve4.bind(resolver));
    return resolve4(name);
  };
}

function createDoh(url: string): Lookup {
  return async (name, signal) => {
    // RFC 8484 §4.1: an id of zero, so that caches on the way see one question.
    const question = encode({ id: 0, type: "query", flags: RECURSION_DESIRED, questions: [{ type: "A", name }] });
    const headers = { "content-type": DNS_MESSAGE, accept: DNS_MESSAGE };
    const answer = await fetch(url, { method: "POST", headers, body: new Uint8Array(question), signal });
    if (!answer.ok) throw new ProbeFailure(`dns_server_misbehaving: HTTP ${answer.status}`);
    const { answers = [], rcode } = decode(Buffer.from(await answer.arrayBuffer())) as Answered;
    if (rcode === NXDOMAIN) throw new ProbeFailure("dns_nxdomain_error");
    const addresses = answers.flatMap((record) => (record.type === "A" ? [record.data] : []));
    if (addresses.length === 0) throw new ProbeFailure("dns_no_answer");
    return addresses;
  };
}

/** dns-packet decodes the answer's code, its types leave it out. */
type Answered = ReturnType<typeof decode> & { readonly rcode?: string };
