// The second origin: style, scripts, fonts, pictures, film and the JSON that pages build themselves from. Everything is
// small, so it is read once; `{{cdn}}` and `{{primary}}` in text become the origins, as a site's build step would do.

import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { extname } from "node:path";
import { stories, storyPath } from "./content/stories.ts";
import type { Language } from "./content/story.ts";
import { svgPictures, vttTracks } from "./drawings.ts";
import type { Origins } from "./page.ts";
import { sendRanged } from "./range.ts";

interface Asset {
  readonly type: string;
  readonly body: Buffer;
}

const changedAt = new Date(Date.UTC(2026, 8, 23));

const types: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
  ".jpg": "image/jpeg",
  ".png": "image/png",
  ".woff2": "font/woff2",
  ".webm": "video/webm",
  ".vtt": "text/vtt; charset=utf-8",
  ".txt": "text/plain; charset=utf-8",
};

const folders: Readonly<Record<string, string>> = {
  ".css": "css",
  ".js": "js",
  ".jpg": "images",
  ".png": "images",
  ".woff2": "fonts",
  ".txt": "fonts",
  ".webm": "media",
};

export async function createCdn(origins: Origins) {
  const assets = new Map<string, Asset>([...(await readAssets(origins)), ...drawnAssets(), ...relatedAssets(origins)]);
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.headers.host?.toLowerCase() !== new URL(origins.cdn).host) return refuse(response, 421);
    if (request.method === "OPTIONS") return answerPreflight(response, origins);
    if (request.method !== "GET" && request.method !== "HEAD") return refuse(response, 405);
    const path = URL.parse(`http://cdn${request.url ?? "/"}`)?.pathname ?? "";
    const asset = assets.get(path);
    if (asset === undefined) return refuse(response, 404);
    await sendAsset(request, response, { ...asset, origins });
  };
}

async function sendAsset(
  request: IncomingMessage,
  response: ServerResponse,
  asset: Asset & { readonly origins: Origins },
): Promise<void> {
  const { type, body, origins } = asset;
  await sendRanged(request, response, {
    type,
    sizeBytes: body.length,
    etag: `"${createHash("sha256").update(body).digest("hex").slice(0, 16)}"`,
    changedAt,
    read: (start, end) => [body.subarray(start, end + 1)],
    headers: {
      "access-control-allow-origin": origins.primary,
      vary: "Origin",
      "cache-control": type === "application/json" ? "no-cache" : "public, max-age=3600",
      "x-content-type-options": "nosniff",
    },
  });
}

async function readAssets(origins: Origins): Promise<readonly [string, Asset][]> {
  const read = async (folder: string) => {
    const base = new URL(`${folder}/`, import.meta.url);
    const names = (await readdir(base)).filter((name) => folders[extname(name)] !== undefined);
    return Promise.all(names.map(async (name) => assetOf(name, await readFile(new URL(name, base)), origins)));
  };
  return [...(await read("assets")), ...(await read("client"))];
}

function assetOf(name: string, content: Buffer, origins: Origins): [string, Asset] {
  const extension = extname(name);
  const type = types[extension] ?? "application/octet-stream";
  const body =
    extension === ".css" || extension === ".js" ? Buffer.from(fill(content.toString("utf8"), origins)) : content;
  return [`/${folders[extension]}/${name}`, { type, body }];
}

function fill(text: string, origins: Origins): string {
  return text.replaceAll("{{cdn}}", origins.cdn).replaceAll("{{primary}}", origins.primary);
}

function drawnAssets(): readonly [string, Asset][] {
  const svg = Object.entries(svgPictures).map(
    ([name, body]) => [`/images/${name}.svg`, text("image/svg+xml", body)] as const,
  );
  const vtt = Object.entries(vttTracks).map(
    ([name, body]) => [`/media/${name}.vtt`, text("text/vtt; charset=utf-8", body)] as const,
  );
  return [...svg, ...vtt].map(([path, asset]) => [path, asset]);
}

/** For each story three others, with absolute addresses on both origins. */
function relatedAssets(origins: Origins): readonly [string, Asset][] {
  const listed = (language: Language) =>
    stories[language].map(({ id }, at): [string, Asset] => {
      const others = [1, 2, 3].map((step) => stories[language][(at + step) % stories[language].length]);
      const items = others.flatMap((story) =>
        story === undefined
          ? []
          : [
              {
                title: story.title,
                url: origins.primary + storyPath(language, story),
                image: `${origins.cdn}/images/${story.picture}-600.jpg`,
              },
            ],
      );
      return [`/api/related/${language}/${id}.json`, text("application/json", JSON.stringify({ items }))];
    });
  return [...listed("fa"), ...listed("en")];
}

function text(type: string, body: string): Asset {
  return { type, body: Buffer.from(body) };
}

function answerPreflight(response: ServerResponse, origins: Origins): void {
  const allow = {
    "access-control-allow-methods": "GET, HEAD",
    "access-control-allow-headers": "range, if-range, x-newsroom",
  };
  response
    .writeHead(204, { "access-control-allow-origin": origins.primary, "access-control-max-age": "600", ...allow })
    .end();
}

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8" }).end(`${status}\n`);
}
