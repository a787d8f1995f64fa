// A WebSocket for a reader of a blocked mirror: what the answer says comes sealed as the first message, then both ends are
// piped into each other, message by message.

import { type FailoverHead, type HeadPlace, sealHead } from "../../../shared/domain/failoverhead.ts";

const NONCE_BYTES = 12;
const PROTOCOL = "sec-websocket-protocol";
/** What a close frame may not say (RFC 6455 §7.4.1): it was closed without a word, or broke. */
const NO_STATUS = 1005;
const BROKEN = 1006;
const INTERNAL_ERROR = 1011;

export async function pipedAnswer(service: WebSocket, head: FailoverHead, place: HeadPlace): Promise<Response> {
  const { 0: outer, 1: inner } = new WebSocketPair();
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const sealed = await sealHead(head, { ...place, nonce });
  for (const end of [inner, service]) {
    // A Blob would have to be read before it can be sent on, and what comes behind it would overtake it.
    end.binaryType = "arraybuffer";
    end.accept();
  }
  inner.send(sealed);
  pipe(service, inner);
  pipe(inner, service);
  const protocol = head.headers.find(([name]) => name === PROTOCOL);
  return new Response(null, { status: 101, webSocket: outer, ...(protocol && { headers: [[...protocol]] }) });
}

function pipe(from: WebSocket, to: WebSocket): void {
  from.addEventListener("message", ({ data }) => {
    try {
      to.send(data);
    } catch {
      end(from, INTERNAL_ERROR);
    }
  });
  from.addEventListener("close", ({ code, reason }) => end(to, code, reason));
  from.addEventListener("error", () => end(to, INTERNAL_ERROR));
}

/** What is closed already stays so. */
function end(socket: WebSocket, code: number, reason?: string): void {
  try {
    if (code === NO_STATUS) socket.close();
    else socket.close(code === BROKEN ? INTERNAL_ERROR : code, reason);
  } catch {}
}
