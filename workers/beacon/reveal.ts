// One invite code in, links out: the room behind every door of the beacon. Nothing is remembered and nothing is logged.

import { type Bytes, fromBase64url } from "../../shared/domain/bytes.ts";
import { createMask, MASK_RANDOM_BYTES } from "../../shared/domain/mask.ts";
import type { Admission } from "../../shared/wardenapi.ts";

export interface Link {
  readonly hostname: string;
  readonly url: string;
}

export type Reveal =
  | { readonly kind: "links"; readonly service: string; readonly channel: string; readonly links: readonly Link[] }
  /** Unknown, used up and expired look alike. */
  | { readonly kind: "unknown" }
  /** The warden does not answer: nothing is known about the code. */
  | { readonly kind: "unavailable" };

export interface RevealDeps {
  readonly warden: { fetch(request: Request): Promise<Response> };
  readonly token: string;
  readonly random: (lengthBytes: number) => Bytes;
}

export function createReveal({ warden, token, random }: RevealDeps): (code: string) => Promise<Reveal> {
  return async (code) => {
    try {
      const answer = await warden.fetch(admitRequest(code, token));
      if (answer.status === 404) return { kind: "unknown" };
      if (!answer.ok) return { kind: "unavailable" };
      const { service, channel, ticket, mirrors } = (await answer.json()) as Admission;
      const bytes = fromBase64url(ticket) ?? new Uint8Array();
      const links = await Promise.all(mirrors.map((mirror) => createLink(mirror, { ticket: bytes, random })));
      return { kind: "links", service, channel, links };
    } catch {
      return { kind: "unavailable" };
    }
  };
}

function admitRequest(code: string, token: string): Request {
  return new Request("https://warden/admit", {
    method: "POST",
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
    body: JSON.stringify({ code }),
  });
}

async function createLink(
  { hostname, origin, maskKey }: Admission["mirrors"][number],
  { ticket, random }: { readonly ticket: Bytes; readonly random: (lengthBytes: number) => Bytes },
): Promise<Link> {
  const mask = await createMask(fromBase64url(maskKey) ?? new Uint8Array());
  return { hostname, url: `${origin}/${await mask.mask(ticket, random(MASK_RANDOM_BYTES))}/` };
}
