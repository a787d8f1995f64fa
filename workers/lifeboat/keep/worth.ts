// What is worth a copy: a page the reader went to, and what it is drawn with. Never what a script asked for, a frame, a film, a
// download or an answer to something sent; never what the service wants kept nowhere.

export const PAGE_BYTES_MOST = 1 << 20;
export const PART_BYTES_MOST = 2 << 20;

interface Seen {
  readonly method: string;
  readonly mode: string;
  readonly destination: string;
}

/** Scripts are none: a copy is shown without them. */
const DRAWN_WITH = new Set(["style", "image", "font"]);

export function worthOf(
  { method, mode, destination }: Seen,
  { status, headers }: Pick<Response, "status" | "headers">,
): "page" | "part" | undefined {
  const isWhole = method === "GET" && status === 200;
  if (!isWhole || /\bno-store\b/i.test(headers.get("cache-control") ?? "")) return undefined;
  if (mode !== "navigate") return DRAWN_WITH.has(destination) ? "part" : undefined;
  const isShown = /^\s*text\/html\b/i.test(headers.get("content-type") ?? "") && !headers.get("content-disposition");
  return destination === "document" && isShown ? "page" : undefined;
}
