// A reader without a browser: what `hezar open` learned from a link, used with plain HTTP.

import { type ClientRequest, type IncomingMessage, type RequestOptions, request } from "node:http";
import type { Mesh } from "./mesh.ts";

export interface Pass {
  readonly url: string;
  readonly cookie: string;
}

/** Open the operator's first link. */
export function openLink(mesh: Mesh, url = mesh.ready.links[0]?.url ?? ""): Promise<Pass> {
  return mesh.hezarJson<Pass>("open", url);
}

/** Start a request for `path` of the mirror the pass is for; the body, if any, is the caller's to write and end. */
export function ask({ url, cookie }: Pass, path: string, options: RequestOptions = {}): ClientRequest {
  const { host, port, origin } = new URL(url);
  // Node does not resolve *.localhost; browsers do.
  return request({
    host: "127.0.0.1",
    port,
    path,
    ...options,
    headers: { host, cookie, origin, ...options.headers },
  });
}

export function answerTo(asked: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    asked.once("response", resolve).once("error", reject);
  });
}

export async function textOf(answer: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of answer.setEncoding("utf8")) text += chunk;
  return text;
}
