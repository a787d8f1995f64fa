// Another mirror's answer as the page's: its head stands sealed in front of its body (failoverhead.ts).

import { type Bytes, concat } from "../../../shared/domain/bytes.ts";
import type { FailoverHead } from "../../../shared/domain/failoverhead.ts";

export type Reader = Pick<ReadableStreamDefaultReader<Bytes>, "read" | "cancel">;

export interface Answer {
  readonly head: FailoverHead;
  /** What follows the head. */
  readonly body: Reader;
}

/** No relay writes more in front of a body. */
const HEAD_BYTES_MOST = 1 << 20;

export type OpenHead = (sealed: Bytes) => Promise<FailoverHead | undefined>;

/** Undefined: it ended before its head did, or is no answer of a relay's to this request; then nothing more of it is read. */
export async function readAnswer(reader: Reader, open: OpenHead): Promise<Answer | undefined> {
  const answer = await answerIn(reader, open);
  // Left open, a few liars' answers would be all the connections that a browser allows a host.
  if (!answer) void reader.cancel().catch(() => undefined);
  return answer;
}

async function answerIn(reader: Reader, open: OpenHead): Promise<Answer | undefined> {
  let bytes: Bytes = new Uint8Array(0);
  for (;;) {
    const end = bytes.length < 4 ? 4 : 4 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
    if (end > HEAD_BYTES_MOST) return undefined;
    if (bytes.length >= Math.max(end, 5)) {
      const head = await open(bytes.subarray(4, end));
      return head && { head, body: withFirst(bytes.subarray(end), reader) };
    }
    const { done, value } = await reader.read();
    if (done) return undefined;
    bytes = concat(bytes, value);
  }
}

/** A chunk that was read already, then what follows. */
export function withFirst(first: Bytes | undefined, reader: Reader): Reader {
  let left = first?.length ? first : undefined;
  return {
    read: () => {
      const value = left;
      left = undefined;
      return value ? Promise.resolve({ done: false, value }) : reader.read();
    },
    cancel: (reason) => reader.cancel(reason),
  };
}

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** Fetch: a response with one of these and a body cannot be made. */
const BODILESS = new Set([101, 103, 204, 205, 304]);

/** Where a redirect leads, absolute; undefined: it is none. */
export function redirectOf({ status, headers }: FailoverHead, url: string): string | undefined {
  const location = headers.find(([name]) => name.toLowerCase() === "location")?.[1];
  if (location === undefined || !REDIRECTS.has(status)) return undefined;
  try {
    // As Fetch has it: a fragment goes along where the new address has none.
    const to = new URL(location, url);
    to.hash ||= new URL(url).hash;
    return to.href;
  } catch {
    return undefined;
  }
}

export function rebuild(head: FailoverHead, body: ReadableStream<Bytes> | null): Response {
  const headers = new Headers();
  for (const [name, value] of head.headers) headers.append(name, value);
  return new Response(BODILESS.has(head.status) ? null : body, { status: head.status, headers });
}
