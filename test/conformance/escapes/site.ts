// The site of escapes: two origins on loopback that serve every row as a page and its files, and all rows that can share a
// page as one. The same server answers directly, where every attempt must be seen, and as a mirror's upstream.

import { once } from "node:events";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Escape, type EscapeFile, type Spot, slugOf, type Target } from "./escape.ts";

export interface EscapeSite {
  readonly primary: string;
  readonly secondary: string;
  close(): void;
}

export const pathOf = (row: Escape, target: Target): string => `/e/${slugOf(row)}/${target}/`;
export const sharedPath = (target: Target): string => `/shared/${target}`;

/** The host of no list; every row has a name of its own there, so that a bare connection tells its row. */
export const ELSEWHERE = "evil.test";

export async function startEscapeSite(
  escapes: readonly Escape[],
  udpOf: (slug: string) => number,
): Promise<EscapeSite> {
  const [first, second] = [createServer(), createServer()];
  await Promise.all([first, second].map((server) => once(server.listen(0, "127.0.0.1"), "listening")));
  const [primary, secondary] = [originOf(first), originOf(second)];
  const bySlug = new Map(escapes.map((row) => [slugOf(row), row]));
  const spotOf = (row: Escape, target: Target): Spot => {
    const slug = slugOf(row);
    const hosts = { primary, secondary, elsewhere: `http://${slug}.${ELSEWHERE}` };
    return { to: `${hosts[target]}/leak/${slug}`, here: pathOf(row, target), udp: udpOf(slug) };
  };
  for (const server of [first, second]) {
    server.on("request", (request, response) => {
      const [, area = "", name = "", target = "", file = ""] = (request.url ?? "").split(/[/?]/);
      const row = bySlug.get(name);
      if (area === "shared")
        return sendPage(
          response,
          sharedPage(escapes, (one) => spotOf(one, name as Target)),
        );
      if (area === "e" && row !== undefined) {
        const spot = spotOf(row, target as Target);
        if (file === "") return sendPage(response, pageOf(row, spot), row.headers?.(spot));
        const found = row.files?.[file];
        if (found !== undefined) return sendFile(response, found, spot);
      }
      return sendPage(response, "<!doctype html><title>plain</title><p>A page without anything.</p>");
    });
  }
  return {
    primary,
    secondary,
    close: () => {
      for (const server of [first, second]) {
        server.closeAllConnections();
        server.close();
      }
    },
  };
}

function sharedPage(escapes: readonly Escape[], spotOf: (row: Escape) => Spot): string {
  const parts = escapes.filter(({ alone }) => !alone).map((row) => bodyOf(row, spotOf(row)));
  return `<!doctype html><meta charset="utf-8"><title>escapes</title><body>\n${parts.join("\n")}`;
}

function pageOf(row: Escape, spot: Spot): string {
  return `<!doctype html><html><head><meta charset="utf-8"><title>${row.name}</title>${row.head?.(spot) ?? ""}</head><body>
${bodyOf(row, spot)}</body></html>`;
}

function bodyOf(row: Escape, spot: Spot): string {
  // A failed row must not stop the next one; what it failed with is on the console.
  const call = `(async () => (${row.run})(${JSON.stringify(spot)}))().catch((error) => console.debug("${row.name}", String(error)));`;
  const script = row.run === undefined ? "" : `<script>${call.replaceAll("</script", "<\\/script")}</script>`;
  return `<section id="${slugOf(row)}">${row.html?.(spot) ?? ""}</section>${script}`;
}

function sendPage(response: ServerResponse, text: string, headers: Readonly<Record<string, string>> = {}): void {
  response
    .writeHead(200, { "content-type": "text/html; charset=utf-8", "cache-control": "no-store", ...headers })
    .end(text);
}

function sendFile(response: ServerResponse, file: EscapeFile, spot: Spot): void {
  const { type = "text/plain", status = 200 } = file;
  response
    .writeHead(status, { "content-type": type, "cache-control": "no-store", ...file.headers?.(spot) })
    .end(file.body?.(spot) ?? "");
}

function originOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
