// The way into the web page: the operator's tool asks for a link, the link is good for a minute and once, and what it leaves
// in the browser is good for half a day. Both are a time and a MAC under a key that follows from the admin token, so nothing
// is stored, and a new admin token ends every session. To everyone else the warden stays a plain 404.

import { type Bytes, concat, equalBytes, fromBase64url, toBase64url, utf8 } from "../../../shared/domain/bytes.ts";
import { createMac } from "../../../shared/domain/mac.ts";

export const BOARD_PATH = "/board";
const ENTER_PREFIX = `${BOARD_PATH}/enter/`;
const COOKIE = "__Host-board";
const LINK_SECONDS = 60;
const SESSION_SECONDS = 12 * 3600;
export const BOARD_NONCE_BYTES = 12;
const MAC_BYTES = 16;
const TIME_BYTES = 6;

type Use = "link" | "session";

export interface Stamping {
  readonly adminToken: string;
  /** Seconds since the epoch. */
  readonly now: number;
}

/** A path that opens the page once, within a minute. `nonce`: 12 random bytes. */
export async function createLink(nonce: Uint8Array, stamping: Stamping): Promise<string> {
  return `${ENTER_PREFIX}${await stamp("link", nonce, { ...stamping, seconds: LINK_SECONDS })}`;
}

/** The link in a path, if it holds; what it is known by, so that it can be spent. */
export async function readLink(pathname: string, stamping: Stamping): Promise<string | undefined> {
  const text = pathname.startsWith(ENTER_PREFIX) ? pathname.slice(ENTER_PREFIX.length) : "";
  return (await holds("link", text, stamping)) ? text : undefined;
}

export async function sessionCookie(nonce: Uint8Array, stamping: Stamping): Promise<string> {
  const value = await stamp("session", nonce, { ...stamping, seconds: SESSION_SECONDS });
  return `${COOKIE}=${value}; Path=/; Max-Age=${SESSION_SECONDS}; Secure; HttpOnly; SameSite=Lax`;
}

export const ENDED_SESSION = `${COOKIE}=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax`;

/** Whether this request may see the page: by its cookie, or by a link that still holds. */
export async function isBoardVisit(request: Request, stamping: Stamping): Promise<boolean> {
  const { pathname } = new URL(request.url);
  const call = `${request.method} ${pathname}`;
  if (call.startsWith(`GET ${ENTER_PREFIX}`)) return (await readLink(pathname, stamping)) !== undefined;
  // A session looks and leaves; only the operator's token makes another link.
  if (call !== `GET ${BOARD_PATH}` && call !== `POST ${BOARD_PATH}/leave`) return false;
  const cookies = (request.headers.get("Cookie") ?? "").split(/;\s*/);
  const session = cookies.find((cookie) => cookie.startsWith(`${COOKIE}=`))?.slice(COOKIE.length + 1);
  return holds("session", session ?? "", stamping);
}

async function stamp(
  use: Use,
  nonce: Uint8Array,
  { adminToken, now, seconds }: Stamping & { readonly seconds: number },
): Promise<string> {
  const time = new Uint8Array(TIME_BYTES);
  new DataView(time.buffer).setUint32(2, now + seconds);
  const body = concat(time, nonce);
  return toBase64url(concat(body, await macOf(use, body, adminToken)));
}

async function holds(use: Use, text: string, { adminToken, now }: Stamping): Promise<boolean> {
  const bytes = fromBase64url(text);
  if (bytes?.length !== TIME_BYTES + BOARD_NONCE_BYTES + MAC_BYTES || adminToken === "") return false;
  const body = bytes.subarray(0, TIME_BYTES + BOARD_NONCE_BYTES);
  const until = new DataView(bytes.buffer, bytes.byteOffset).getUint32(2);
  const isOurs = equalBytes(bytes.subarray(TIME_BYTES + BOARD_NONCE_BYTES), await macOf(use, body, adminToken));
  return isOurs && now < until;
}

async function macOf(use: Use, body: Bytes, adminToken: string): Promise<Bytes> {
  const mac = await createMac(utf8(adminToken), MAC_BYTES);
  return mac(concat(utf8(`hezar/board/${use}/v1\0`), body));
}
