// A fetch that finds *.localhost. Browsers and curl send such names to loopback (RFC 6761 §6.3); Node asks the resolver,
// which knows none of them. Every other name is resolved as always.

import { lookup as resolve } from "node:dns";
import { Agent, fetch as fetchWith } from "undici";

export type Reach = typeof globalThis.fetch;

const LOOPBACK = [{ address: "127.0.0.1", family: 4 }];

type Lookup =
  NonNullable<NonNullable<ConstructorParameters<typeof Agent>[0]>["connect"]> extends infer Connect
    ? Connect extends { lookup?: infer Found }
      ? NonNullable<Found>
      : never
    : never;

const lookup: Lookup = (hostname, options, callback) => {
  if (!/(?:^|\.)localhost$/.test(hostname)) return resolve(hostname, options, callback);
  if (options.all === true) callback(null, LOOPBACK);
  else callback(null, "127.0.0.1", 4);
};

/** `fetch` with connections of its own; keep one per process. */
export function createReach(): Reach {
  const dispatcher = new Agent({ connect: { lookup } });
  const reach = (input: string | URL | Request, init?: RequestInit) =>
    // undici's and Node's fetch are the same code; only their declared types differ.
    fetchWith(input as string | URL, { ...(init as object), dispatcher } as Parameters<typeof fetchWith>[1]);
  return reach as unknown as Reach;
}

export const reach: Reach = createReach();
