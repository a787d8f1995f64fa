// A cover: the zone's ordinary small site, shown to everyone without a ticket. It is data, deployed as a module beside its
// zone's relay and so kept small, and answers by path alone, so that no label of the zone differs from another.

import { ok, type Result, refuse } from "./result.ts";

export interface CoverFile {
  /** The whole Content-Type header value. */
  readonly type: string;
  /** UTF-8 text, or base64 when `base64` is set. */
  readonly body: string;
  readonly base64?: true;
}

export interface CoverSite {
  /** By path: "/", "/about/", "/style.css". "/" is always there. */
  readonly files: Readonly<Record<string, CoverFile>>;
  readonly notFound: { readonly type: string; readonly body: string };
}

/** All bodies together, as stored. */
export const COVER_BYTES_LIMIT = 512 * 1024;
export const COVER_FILES_LIMIT = 200;

/** `type/subtype` with parameters; no control characters, for the value is written into a header. */
const contentType = /^[a-z]+\/[a-z0-9.+-]+(?:; ?[a-z]+=[A-Za-z0-9._-]+)*$/;
/** As a browser sends it: no query, no fragment, no backslash, no empty segment, printable ASCII (others %-encoded). */
const plainPath = /^\/(?:[A-Za-z0-9._~!$&'()*+,;=:@%-]+\/)*[A-Za-z0-9._~!$&'()*+,;=:@%-]*$/;
const base64Text = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** One wrong field refuses the whole; `detail` names it. */
export function parseCover(value: unknown): Result<CoverSite, "malformed-cover"> {
  if (!isRecord(value)) return malformed("a cover is an object");
  const { files, notFound } = value;
  if (!isRecord(files)) return malformed("`files` is an object of paths");
  const paths = Object.keys(files);
  if (!Object.hasOwn(files, "/")) return malformed("`files` has no `/`");
  if (paths.length > COVER_FILES_LIMIT) return malformed(`more than ${COVER_FILES_LIMIT} files`);
  const wrong = paths.find((path) => !isCoverPath(path) || !isCoverFile(files[path]));
  if (wrong !== undefined) return malformed(`the file ${JSON.stringify(wrong)}`);
  if (!isCoverFile(notFound) || "base64" in notFound) return malformed("`notFound`");
  const cover = { files: files as Record<string, CoverFile>, notFound };
  return coverBytes(cover) > COVER_BYTES_LIMIT ? malformed(`over ${COVER_BYTES_LIMIT} bytes`) : ok(cover);
}

/** Whether a path is one a browser asks for as it stands: no dot segments, nothing a server would normalise. */
export function isCoverPath(path: string): boolean {
  return path.length <= 500 && plainPath.test(path) && !/(?:^|\/)(?:\.|%2e){1,2}(?:\/|$)/i.test(path);
}

/** What the cover weighs as stored: UTF-8 bytes of text, characters of base64. */
export function coverBytes(cover: CoverSite): number {
  const encoder = new TextEncoder();
  return [...Object.values(cover.files), cover.notFound].reduce(
    (sum, { body }) => sum + encoder.encode(body).length,
    0,
  );
}

function isCoverFile(value: unknown): value is CoverFile {
  if (!isRecord(value)) return false;
  const { type, body, base64, ...rest } = value;
  if (typeof type !== "string" || !contentType.test(type) || typeof body !== "string") return false;
  if (Object.keys(rest).length > 0) return false;
  return "base64" in value ? base64 === true && base64Text.test(body) : true;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function malformed(detail: string): Result<never, "malformed-cover"> {
  return refuse("malformed-cover", detail);
}
