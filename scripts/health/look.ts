// One mirror as strangers and its readers meet it, asked at its real address from where we are: what each gets, and whether
// the provider itself speaks in the mirror's place (`error code: 1027`).

import type { Mirror } from "../../shared/wardenapi.ts";
import { openLink } from "../links/open.ts";
import { linkOf } from "../mint/probe.ts";
import type { Keys } from "../operator/keys.ts";
import type { Reach } from "../reach.ts";

export interface Answer {
  readonly status: number;
  /** Cloudflare's own, where it answers instead of the Worker. */
  readonly code?: number;
}

export interface MirrorLook {
  readonly mirror: Pick<Mirror, "hostname" | "zone" | "account" | "service">;
  /** What a stranger gets; absent where nothing answers. */
  readonly stranger?: Answer;
  /** Its name leads nowhere: no address is known for it here. */
  readonly isNameless?: true;
  /** What a reader gets of the service; absent where no ticket opens it. */
  readonly page?: Answer;
}

export interface LookOptions {
  readonly keys: Keys;
  readonly reach: Reach;
  /** base64url, opens this mirror only; absent where the warden gives none. */
  readonly ticket?: string;
}

const TIMEOUT_MILLISECONDS = 15_000;
/** The provider's own words are short; a page that says the same further down is a page. */
const WORDS_LIMIT = 2_000;

export async function lookAt(mirror: Mirror, { keys, reach, ticket }: LookOptions): Promise<MirrorLook> {
  const { hostname, zone, account, service, origin } = mirror;
  const about = { hostname, zone, account, service };
  const { answer: stranger, isNameless } = await ask(`${origin}/`, reach);
  if (stranger === undefined) return { mirror: about, ...(isNameless && { isNameless }) };
  if (stranger.code !== undefined || ticket === undefined) return { mirror: about, stranger };
  const opened = await openLink(await linkOf(mirror, { keys, ticket }), reach);
  const { answer: page } = opened.ok ? await ask(opened.value.url, reach, { cookie: opened.value.cookie }) : {};
  return { mirror: about, stranger, ...(page !== undefined && { page }) };
}

async function ask(
  url: string,
  reach: Reach,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ readonly answer?: Answer; readonly isNameless?: true }> {
  try {
    const response = await reach(url, { headers, signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS) });
    const code = codeIn(response.status, await response.text());
    return { answer: { status: response.status, ...(code !== undefined && { code }) } };
  } catch (error) {
    return error instanceof Error && "code" in error && NO_NAME.has(error.code) ? { isNameless: true } : {};
  }
}

/** As Node's resolver says it: no such name, a name without addresses, no answer from those who should know it. */
const NO_NAME: ReadonlySet<unknown> = new Set(["ENOTFOUND", "ENODATA", "EAI_AGAIN"]);

/** 1xxx: `error code: 1027` to programs, `Error 1027` in the page for browsers. */
export function codeIn(status: number, text: string): number | undefined {
  if (status < 400) return undefined;
  const found = /\berror(?: code:)? (1\d{3})\b/i.exec(text.slice(0, WORDS_LIMIT))?.[1];
  return found === undefined ? undefined : Number(found);
}
