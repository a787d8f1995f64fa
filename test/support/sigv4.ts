// Amazon's signature of a request, version 4, computed anew from Amazon's documents: what a driver signed is held against it.

import { createHash, createHmac } from "node:crypto";

export interface SignedRequest {
  readonly method: string;
  readonly url: string;
  /** Lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

const hmac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();
const hash = (text: string) => createHash("sha256").update(text).digest("hex");

/** Whether `authorization` signs this request with the secret, the body by its `x-amz-content-sha256`. */
export function isSigned({ method, url, headers }: SignedRequest, secret: string): boolean {
  const { authorization = "", "x-amz-date": date = "", "x-amz-content-sha256": content = "" } = headers;
  const [, scope = "", names = "", signature = ""] =
    /^AWS4-HMAC-SHA256 Credential=[^/]+\/([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
      authorization,
    ) ?? [];
  const { host, pathname, searchParams } = new URL(url);
  searchParams.sort();
  const all: Record<string, string> = { ...headers, host };
  const signed = names.split(";").map((name) => `${name}:${all[name]?.trim()}\n`);
  const request = [method, pathname, searchParams.toString(), signed.join(""), names, content].join("\n");
  const [day = "", region = "", service = ""] = scope.split("/");
  const key = [day, region, service, "aws4_request"].reduce<string | Buffer>(hmac, `AWS4${secret}`);
  return hmac(key, ["AWS4-HMAC-SHA256", date, scope, hash(request)].join("\n")).toString("hex") === signature;
}
