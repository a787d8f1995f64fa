// Who may speak to the warden at all. Everyone else meets a plain 404, before anything is read or woken.

import { equalBytes, utf8 } from "../../shared/domain/bytes.ts";

export interface Tokens {
  readonly ADMIN_TOKEN: string;
  readonly BEACON_TOKEN: string;
}

/** The operator may do everything; the beacon only admit readers. */
export async function isAllowed(request: Request, { ADMIN_TOKEN, BEACON_TOKEN }: Tokens): Promise<boolean> {
  const token = /^Bearer ([\x21-\x7e]{1,512})$/.exec(request.headers.get("Authorization") ?? "")?.[1] ?? "";
  const [isOperator, isBeacon] = await Promise.all([isSame(token, ADMIN_TOKEN), isSame(token, BEACON_TOKEN)]);
  return isOperator || (isBeacon && request.method === "POST" && new URL(request.url).pathname === "/admit");
}

/** Digests are compared, so neither length nor a common beginning shows in the time it takes. An unset token is nobody's. */
async function isSame(given: string, expected: string | undefined): Promise<boolean> {
  const [left, right] = await Promise.all(
    [given, expected ?? ""].map((text) => crypto.subtle.digest("SHA-256", utf8(text))),
  );
  return equalBytes(new Uint8Array(left ?? []), new Uint8Array(right ?? [])) && given !== "";
}

export function notFound(): Response {
  return new Response("Not Found\n", { status: 404, headers: { "Content-Type": "text/plain; charset=utf-8" } });
}
