// Country × mirror: what the judge holds for or against each mirror in each country, and what stands on the blocklist.

import { html } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";
import { matchesPattern } from "../../../shared/domain/hostname.ts";
import type { MeshStatus, Mirror } from "../../../shared/wardenapi.ts";
import type { Words } from "./words.ts";

/** A piece of the page. */
export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;
type Standing = keyof Words["verdicts"];

const SIGNS: Readonly<Record<Standing, readonly [sign: string, tone: string]>> = {
  healthy: ["✓", "good"],
  suspect: ["?", "doubt"],
  burned: ["✕", "bad"],
  unknown: ["·", "idle"],
};
/** A country nobody could tell, and the blocklist's word for everywhere. */
const EVERYWHERE = "";

export function grid(status: MeshStatus, words: Words): Html {
  const countries = countriesOf(status);
  const mirrors = status.mirrors.filter(({ state }) => state !== "retired" && state !== "minting");
  if (countries.length === 0 || mirrors.length === 0) return html`<p class="hint">${words.nothingJudged}</p>`;
  const heads = countries.map(
    (country) => html`<th scope="col">${country === EVERYWHERE ? words.everywhere : words.country(country)}</th>`,
  );
  const rows = mirrors.map(
    (mirror) => html`<tr><th scope="row"><span class="host">${mirror.hostname}</span></th>
      ${countries.map((country) => cell(mirror, country, { status, words }))}</tr>`,
  );
  return html`<div class="scroll"><table><thead><tr><th scope="col">${words.mirror}</th>${heads}</tr></thead><tbody>${rows}</tbody></table></div>`;
}

function countriesOf({ verdicts, blocklist, weather }: MeshStatus): readonly string[] {
  const named = [...verdicts, ...weather].map(({ country }) => country);
  const burned = blocklist.entries.map(({ country = EVERYWHERE }) => country);
  return [...new Set([...named, ...burned])].sort();
}

function cell(
  { hostname }: Mirror,
  country: string,
  { status, words }: { readonly status: MeshStatus; readonly words: Words },
): Html {
  const entry = status.blocklist.entries.find(
    (one) => matchesPattern(hostname, one.pattern) && (one.country ?? EVERYWHERE) === country,
  );
  const verdict = status.verdicts.find((one) => one.hostname === hostname && one.country === country);
  const standing: Standing = entry === undefined ? (verdict?.state ?? "unknown") : "burned";
  const [sign, tone] = SIGNS[standing];
  if (standing === "unknown")
    return html`<td class="sign ${tone}">${sign}<span class="unseen"> ${words.verdicts.unknown}</span></td>`;
  const cause = entry?.cause ?? verdict?.cause;
  const level = verdict === undefined || verdict.level === "hostname" ? undefined : words.levels[verdict.level];
  const more = [cause && words.causes[cause], level].filter((word) => word !== undefined).join(words.comma);
  return html`<td class="sign ${tone}">${sign} ${words.verdicts[standing]}${more === "" ? "" : ` (${more})`}</td>`;
}
