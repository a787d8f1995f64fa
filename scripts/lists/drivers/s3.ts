// An object store that speaks S3 (Amazon's, R2, MinIO, Ceph, …), by path-style addresses. aws4fetch signs; what is sent is
// said by us. Whether objects can be read is the bucket's policy, which place.ts looks at; whether pages may is set here where nobody has.

import { createHash } from "node:crypto";
import { AwsV4Signer } from "aws4fetch";
import type { Reach } from "../../reach.ts";
import { askPlace, type ListDriver, unsendable } from "./driver.ts";

export interface S3Options {
  readonly id: string;
  readonly url: string;
  readonly endpoint: string;
  readonly bucket: string;
  readonly region: string;
  /** "" or a path that ends with a slash. */
  readonly folder: string;
  readonly keyId: string;
  readonly secret: string;
  readonly reach: Reach;
}

interface Sending {
  readonly body?: Uint8Array<ArrayBuffer>;
  readonly fine: readonly number[];
}

const OPEN =
  "<CORSConfiguration><CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod></CORSRule></CORSConfiguration>";

export function createS3({ id, url, endpoint, bucket, region, folder, keyId, secret, reach }: S3Options): ListDriver {
  const base = `${endpoint.replace(/\/$/, "")}/${bucket}`;
  const send = async (method: "GET" | "PUT" | "DELETE", path: string, { body, fine }: Sending): Promise<Response> => {
    // The signer puts the key's id into a header.
    if (/[^\x21-\x7e]/.test(keyId)) throw unsendable(id);
    const signed = await new AwsV4Signer({
      ...{ method, url: `${base}${path}`, service: "s3", region },
      ...{ accessKeyId: keyId, secretAccessKey: secret },
      headers: {
        // Where this is absent aws4fetch leaves the body unsigned.
        "x-amz-content-sha256": createHash("sha256")
          .update(body ?? "")
          .digest("hex"),
        ...(body && {
          "content-type": "application/octet-stream",
          // The bucket's own settings are not taken without it.
          "content-md5": createHash("md5").update(body).digest("base64"),
        }),
      },
      ...(body && { body }),
    }).sign();
    // The address of the request is the signed one's; its host is sent by the connection.
    const headers = Object.fromEntries([...signed.headers].filter(([field]) => field !== "host"));
    return askPlace({ reach, id, method, url: signed.url.href, headers, fine, ...(body && { body }) });
  };
  return {
    ...{ id, url, delaySeconds: 10 },
    listings: [url, `${base}/`, `${base}?list-type=2`],
    write: async (name, bytes) => {
      await send("PUT", `/${folder}${name}`, { body: Uint8Array.from(bytes), fine: [200] });
    },
    remove: async (name) => {
      await send("DELETE", `/${folder}${name}`, { fine: [200, 204, 404] });
    },
    async openToPages() {
      // Rules that somebody made for something else stay.
      if ((await send("GET", "?cors", { fine: [200, 404] })).ok) return false;
      await send("PUT", "?cors", { body: new TextEncoder().encode(OPEN), fine: [200, 204] });
      return true;
    },
  };
}
