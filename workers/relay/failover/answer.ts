// The answer to a failover request: what it says in front, the body as it comes behind. Plain text, which an edge packs.

import { type FailoverHead, writeHead } from "../../../shared/domain/failover.ts";
import { behind } from "./behind.ts";

export function failoverAnswer(body: ReadableStream | null, head: FailoverHead, origin: string): Response {
  const front = writeHead(head);
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
