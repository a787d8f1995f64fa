// The answer to a failover request: what it says sealed in front, the body as it comes behind. Plain text, which an edge packs.

import { frontOfAnswer } from "../../../shared/domain/failover.ts";
import { type FailoverHead, type HeadPlace, sealHead } from "../../../shared/domain/failoverhead.ts";
import { behind } from "./behind.ts";

export interface AnswerPlace extends HeadPlace {
  /** The origin that asks. */
  readonly origin: string;
}

const NONCE_BYTES = 12;

export async function failoverAnswer(
  body: ReadableStream | null,
  head: FailoverHead,
  { origin, ...place }: AnswerPlace,
): Promise<Response> {
  const headers = head.headers.map(([name, value]) => [name, asBytes(value)] as const);
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const front = frontOfAnswer(await sealHead({ ...head, headers }, { ...place, nonce }));
  return new Response(body ? behind(front, body.getReader()) : front, {
    headers: {
      "access-control-allow-origin": origin,
      vary: "origin",
      "cache-control": "no-store",
      "content-type": "text/plain",
      "x-content-type-options": "nosniff",
    },
  });
}

/** As on the wire, a character a byte: the runtime shows what a service wrote in UTF-8 as text. */
function asBytes(value: string): string {
  if (!/[\u0100-\uffff]/.test(value)) return value;
  return String.fromCharCode(...new TextEncoder().encode(value));
}
