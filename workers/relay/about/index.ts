// The mirror's own page and its two forms, loaded with the first of them. All three are a person's navigations in the top
// window, begun on the mirror itself: a script of the service can ask for none of them in a way that lets it read the answer.

import { fromBase64url } from "../../../shared/domain/bytes.ts";
import { MASK_RANDOM_BYTES } from "../../../shared/domain/mask.ts";
import { PROBLEMS, type Shared } from "../../../shared/domain/readerwish.ts";
import type { Service } from "../../../shared/domain/service.ts";
import { drawQr } from "../../../shared/qr.ts";
import { escapeHtml } from "../language.ts";
import type { LockOf } from "../lock.ts";
import type { OwnReader } from "../own.ts";
import { type AboutPage, aboutPage } from "./page.ts";
import { languageOf, WORDS, type Words } from "./words.ts";

export type AboutName = "about" | "share" | "problem";

export interface AboutPorts {
  readonly service: Service | undefined;
  readonly lockOf: LockOf;
  /** The warden's answer to this zone's relay; undefined: nobody is told anything here. Rejects where it does not answer. */
  readonly askWarden?: ((path: string, body: string) => Promise<Response>) | undefined;
}

/** A word is all that is sent. */
const FORM_BYTES_LIMIT = 256;

export async function about(
  name: AboutName,
  request: Request,
  reader: OwnReader,
  { service, ...ports }: AboutPorts,
): Promise<Response> {
  const { headers, url } = request;
  // No fetch of a page has this mode; what a lifeboat sends on keeps it.
  const isOurs = headers.get("sec-fetch-mode") === "navigate" && headers.get("sec-fetch-site") === "same-origin";
  if (service === undefined || (name !== "about" && !isOurs)) return new Response(null, { status: 404 });
  const { search, hostname } = new URL(url);
  const language = languageOf(search.slice(1, 3), headers.get("accept-language") ?? "");
  const { mirror } = reader;
  const page: AboutPage = {
    ...{ language, hostname, door: mirror.door, isOwners: service.authority === "owner" },
    ...{ host: new URL(service.primary).hostname, agent: headers.get("user-agent") ?? "" },
  };
  const words = WORDS[language] as Words;
  if (name === "about") return aboutPage(page);
  const outcome = name === "share" ? await share(reader, words, ports) : await problem(request, reader, words, ports);
  return aboutPage({ ...page, outcome: `<div class="made" role="status">${outcome}</div>` });
}

async function share(
  { spot, mirror, held }: OwnReader,
  words: Words,
  { lockOf, askWarden }: Omit<AboutPorts, "service">,
): Promise<string> {
  const wish = held && { v: 1, label: mirror.label, lineage: held.ticket.lineage, reader: held.ticket.reader };
  const answer = wish && (await askWarden?.("share", JSON.stringify(wish)).catch(() => undefined));
  if (!answer?.ok) return `<p>${words.noShare}</p>`;
  const { ticket, origin, left } = (await answer.json()) as Shared;
  const { mask } = await lockOf(spot.hostname);
  const random = crypto.getRandomValues(new Uint8Array(MASK_RANDOM_BYTES));
  const link = `${origin}/${await mask.mask(fromBase64url(ticket) ?? new Uint8Array(), random)}/`;
  const count = words.left.replace("@", String(left));
  return `<p>${words.made}</p><textarea readonly dir="ltr" aria-label="${words.share}">${escapeHtml(link)}</textarea>${drawQr(link, words.share)}<p>${count}</p>`;
}

async function problem(
  request: Request,
  { mirror }: OwnReader,
  words: Words,
  { askWarden }: Omit<AboutPorts, "service">,
): Promise<string> {
  const length = Number(request.headers.get("content-length") ?? Number.POSITIVE_INFINITY);
  const said = length > FORM_BYTES_LIMIT ? null : new URLSearchParams(await request.text()).get("kind");
  const kind = PROBLEMS.find((one) => one === said);
  const wish = kind && JSON.stringify({ v: 1, label: mirror.label, kind });
  const answer = wish ? await askWarden?.("problem", wish).catch(() => undefined) : undefined;
  return `<p>${answer?.ok ? words.told : words.untold}</p>`;
}
