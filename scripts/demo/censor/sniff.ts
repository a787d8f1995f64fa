// Which host a connection is about, from its first bytes: SNI where it is TLS, Host where it is plain HTTP, nothing where
// it is neither or says too much before it says that.

import { sniffClientHello } from "./clienthello.ts";

export interface Subject {
  readonly kind: "tls" | "http" | "other";
  /** Lower case, without port; undefined where the bytes name none. */
  readonly name: string | undefined;
}

const HEAD_BYTES_MOST = 16 * 1024;
const METHOD = /^[A-Z]{1,20} /;

/** Undefined while more bytes are needed. */
export function sniff(bytes: Buffer): Subject | undefined {
  if (bytes.length === 0) return undefined;
  const hello = sniffClientHello(bytes);
  if (hello.state === "hello") return { kind: "tls", name: hello.name };
  if (bytes.length > HEAD_BYTES_MOST) return { kind: "other", name: undefined };
  if (hello.state === "more") return undefined;
  return sniffHttp(bytes.toString("latin1"));
}

function sniffHttp(text: string): Subject | undefined {
  if (!METHOD.test(text))
    return text.length < 21 && /^[A-Z]*$/.test(text) ? undefined : { kind: "other", name: undefined };
  const end = text.indexOf("\r\n\r\n");
  const host = /\r\nhost:[ \t]*([^\r\n]*)\r\n/i.exec(end === -1 ? text : text.slice(0, end + 2))?.[1];
  if (host === undefined && end === -1) return undefined;
  return { kind: "http", name: host?.trim().replace(/:\d*$/, "").toLowerCase() };
}
