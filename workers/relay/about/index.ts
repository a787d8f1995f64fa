// The mirror's own page and its two forms, loaded with the first of them. All three are a person's navigations in the top
// window, begun on the mirror itself: a script of the service can ask for none of them in a way that lets it read the answer, and the
// forms carry a token that stands on that page alone, so it can send neither in the reader's name.

import { fromBase64url } from "../../../shared/domain/bytes.ts";
import { MASK_RANDOM_BYTES } from "../../../shared/domain/mask.ts";
import { PROBLEMS, type Shared } from "../../../shared/domain/readerwish.ts";
import type { Service } from "../../../shared/domain/service.ts";
import { drawQr } from "../../../shared/qr.ts";
import { escapeHtml } from "../language.ts";
import type { LockOf } from "../lock.ts";
import type { OwnReader } from "../own.ts";
import type { HeldTicket } from "../passes.ts";
import { formToken } from "./formtoken.ts";
import { type AboutPage, aboutPage } from "./page.ts";
import { createWishes } from "./wishes.ts";
import { languageOf, WORDS, type Words } from "./words.ts";

export type AboutName = "about" | "share" | "problem";

export interface AboutPorts {
  readonly service: Service | undefined;
  readonly lockOf: LockOf;
  /** The warden's answer to this zone's relay; undefined: nobody is told anything here. Rejects where it does not answer. */
  readonly askWarden?: ((path: string, body: string) => Promise<Response>) | undefined;
}

/** A word is all that is sent, and a token. */
const FORM_BYTES_LIMIT = 256;
const wishes = createWishes();

export async function about(
  name: AboutName,
  request: Request,
  reader: OwnReader,
  { service, ...ports }: AboutPorts,
): Promise<Response> {
  const { headers, url } = request;
  // No fetch of a page has this mode; what a lifeboat sends on keeps it, and may have no destination any more. A frame has another.
  const isWindow = /^(?:document|empty)$/.test(headers.get("sec-fetch-dest") ?? "");
  const isPage = headers.get("sec-fetch-mode") === "navigate" && isWindow;
  const isOurs = isPage && headers.get("sec-fetch-site") === "same-origin";
  if (service === undefined || (name !== "about" && !isOurs)) return new Response(null, { status: 404 });
  const { search, hostname } = new URL(url);
  const language = languageOf(search.slice(1, 3), headers.get("accept-language") ?? "");
  const { mirror, held } = reader;
  const now = Math.floor(Date.now() / 1000);
  const token = held && (await formToken(held.bytes, now));
  const page: AboutPage = {
    ...{ language, hostname, door: mirror.door, isOwners: service.authority === "owner" },
    ...{ host: new URL(service.primary).hostname, agent: headers.get("user-agent") ?? "" },
    // A script reads what it fetches, so that holds none.
    ...(isPage && token && { token: token.text }),
  };
  const words = WORDS[language] as Words;
  const form = name === "about" ? undefined : await formOf(request);
  // An old page, or a page's script: the reader presses once more.
  if (!form || !held || !token?.is(form.get("token"))) return aboutPage(page);
  const isPatient = wishes.allows(held.ticket.reader, now);
  const asking = { lockOf: ports.lockOf, askWarden: isPatient ? ports.askWarden : undefined };
  const outcome =
    name === "share" ? await share(reader, held, words, asking) : await problem(form, reader, words, asking);
  return aboutPage({ ...page, outcome: `<div class="made" role="status">${outcome}</div>` });
}

async function formOf(request: Request): Promise<URLSearchParams> {
  const length = Number(request.headers.get("content-length") ?? Number.POSITIVE_INFINITY);
  return new URLSearchParams(length > FORM_BYTES_LIMIT ? "" : await request.text());
}

async function share(
  { spot, mirror }: OwnReader,
  { ticket: { lineage, reader } }: HeldTicket,
  words: Words,
  { lockOf, askWarden }: Omit<AboutPorts, "service">,
): Promise<string> {
  const wish = JSON.stringify({ v: 1, label: mirror.label, lineage, reader });
  const answer = await askWarden?.("share", wish).catch(() => undefined);
  if (!answer?.ok) return `<p>${words.noShare}</p>`;
  const { ticket, origin, left } = (await answer.json()) as Shared;
  const { mask } = await lockOf(spot.hostname);
  const random = crypto.getRandomValues(new Uint8Array(MASK_RANDOM_BYTES));
  const link = `${origin}/${await mask.mask(fromBase64url(ticket) ?? new Uint8Array(), random)}/`;
  const count = words.left.replace("@", String(left));
  return `<p>${words.made}</p><textarea readonly dir="ltr" aria-label="${words.share}">${escapeHtml(link)}</textarea>${drawQr(link, words.share)}<p>${count}</p>`;
}

async function problem(
  form: URLSearchParams,
  { mirror }: OwnReader,
  words: Words,
  { askWarden }: Pick<AboutPorts, "askWarden">,
): Promise<string> {
  const kind = PROBLEMS.find((one) => one === form.get("kind"));
  const wish = kind && JSON.stringify({ v: 1, label: mirror.label, kind });
  const answer = wish ? await askWarden?.("problem", wish).catch(() => undefined) : undefined;
  return `<p>${answer?.ok ? words.told : words.untold}</p>`;
}
