// Any address that takes PUT and DELETE: WebDAV, a server of one's own, a file store behind a token.

import type { Reach } from "../../reach.ts";
import { askPlace, type ListDriver } from "./driver.ts";

export interface PutOptions {
  readonly id: string;
  readonly url: string;
  /** Where files are put, ending with a slash. */
  readonly to: string;
  /** The whole header. */
  readonly authorization?: string;
  readonly reach: Reach;
}

export function createPut({ id, url, to, authorization, reach }: PutOptions): ListDriver {
  const headers = authorization === undefined ? {} : { authorization };
  return {
    ...{ id, url, listings: [...new Set([url, to])], delaySeconds: 10 },
    async write(name, body) {
      const typed = { ...headers, "content-type": "application/octet-stream" };
      await askPlace({ reach, id, method: "PUT", url: to + name, headers: typed, body, fine: [200, 201, 204] });
    },
    async remove(name) {
      await askPlace({ reach, id, method: "DELETE", url: to + name, headers, fine: [200, 202, 204, 404, 410] });
    },
  };
}
