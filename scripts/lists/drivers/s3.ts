// An object store that speaks S3 (Amazon's, R2, MinIO, Ceph, …), by path-style addresses. aws4fetch signs; what is sent is
// said by us. Whether objects can be read, and from pages, is the bucket's policy, which check looks at.

import { createHash } from "node:crypto";
import { AwsV4Signer } from "aws4fetch";
import type { Reach } from "../../reach.ts";
import { askPlace, type ListDriver } from "./driver.ts";

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

export function createS3({ id, url, endpoint, bucket, region, folder, keyId, secret, reach }: S3Options): ListDriver {
  const base = `${endpoint.replace(/\/$/, "")}/${bucket}`;
  const send = async (method: "PUT" | "DELETE", name: string, body?: Uint8Array<ArrayBuffer>) => {
    const signed = await new AwsV4Signer({
      ...{ method, url: `${base}/${folder}${name}`, service: "s3", region },
      ...{ accessKeyId: keyId, secretAccessKey: secret },
      headers: {
        // Where this is absent aws4fetch leaves the body unsigned.
        "x-amz-content-sha256": createHash("sha256")
          .update(body ?? "")
          .digest("hex"),
        ...(body && { "content-type": "application/octet-stream" }),
      },
      ...(body && { body }),
    }).sign();
    // The address of the request is the signed one's; its host is sent by the connection.
    const headers = Object.fromEntries([...signed.headers].filter(([field]) => field !== "host"));
    const fine = method === "PUT" ? [200] : [200, 204, 404];
    await askPlace({ reach, id, method, url: signed.url.href, headers, fine, ...(body && { body }) });
  };
  return {
    ...{ id, url, delaySeconds: 10 },
    listings: [url, `${base}/`, `${base}?list-type=2`],
    write: (name, bytes) => send("PUT", name, Uint8Array.from(bytes)),
    remove: (name) => send("DELETE", name),
  };
}
