// One answer, asked for by hand: Node's fetch neither sends a Host of our choice nor leaves a body compressed.
import { type IncomingMessage, request } from "node:http";
import { gunzipSync } from "node:zlib";
import type { Asked } from "./contenders.ts";

export function open({ url, headers }: Pick<Asked, "url" | "headers">): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request(url, { headers, agent: false }, resolve).on("error", reject).end();
  });
}

export interface Whole {
  readonly status: number;
  readonly encoding: string;
  readonly body: Buffer;
}

/** The body without its encoding. */
export async function fetchWhole(asked: Pick<Asked, "url" | "headers">): Promise<Whole> {
  const answer = await open(asked);
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  const raw = Buffer.concat(chunks);
  const encoding = answer.headers["content-encoding"] ?? "identity";
  return { status: answer.statusCode ?? 0, encoding, body: encoding === "gzip" ? gunzipSync(raw) : raw };
}
