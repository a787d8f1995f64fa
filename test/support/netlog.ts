// What Chromium's own network log (`--log-net-log`) says of names looked up and places connected to: the second witness of
// a leak test, beside the proxy. It sees look-ups the proxy cannot, and sockets that went around it.

import { readFile } from "node:fs/promises";

export interface NetLog {
  /** What was given to the resolver, as `host:port`. */
  readonly lookedUp: readonly string[];
  /** `address:port` of TCP and UDP sockets that were connected. */
  readonly connected: readonly string[];
}

interface Written {
  readonly constants: { readonly logEventTypes: Readonly<Record<string, number>> };
  readonly events: readonly { readonly type: number; readonly params?: Readonly<Record<string, unknown>> }[];
}

/** The resolver is given these too, and asks nobody. */
const NUMBER = /^(?:\d+(?:\.\d+){3}|\[.*\]):\d+$/;
const LOOK_UPS = ["HOST_RESOLVER_MANAGER_REQUEST", "HOST_RESOLVER_MANAGER_JOB", "HOST_RESOLVER_DNS_TASK"];
const CONNECTIONS = ["TCP_CONNECT_ATTEMPT", "UDP_CONNECT", "UDP_BYTES_SENT"];

export async function readNetLog(path: string): Promise<NetLog> {
  const { constants, events } = parse(await readFile(path, "utf8"));
  const kinds = (names: readonly string[]) => new Set(names.map((name) => constants.logEventTypes[name]));
  const [lookUps, connections] = [kinds(LOOK_UPS), kinds(CONNECTIONS)];
  const values = (wanted: ReadonlySet<number | undefined>, key: string) =>
    new Set(events.filter(({ type }) => wanted.has(type)).flatMap(({ params }) => textOf(params?.[key])));
  return {
    lookedUp: [...values(lookUps, "host")].map(placeOf).filter((place) => !NUMBER.test(place)),
    connected: [...values(connections, "address")],
  };
}

/** From `https://host` or `host:port`. */
function placeOf(text: string): string {
  const { protocol, hostname, port } = new URL(text.includes("://") ? text : `http://${text}`);
  return `${hostname}:${port || (protocol === "https:" ? 443 : 80)}`;
}

function textOf(value: unknown): readonly string[] {
  return typeof value === "string" ? [value] : [];
}

/** A browser that is ended while it writes leaves the list open. */
function parse(text: string): Written {
  try {
    return JSON.parse(text) as Written;
  } catch {
    return JSON.parse(`${text.trimEnd().replace(/,$/, "")}]}`) as Written;
  }
}
