// From verdicts to moves. A verdict is kept with its numbers; a burn goes on the blocklist of its country, a small group's
// reported mirror is replaced for that group, and what probes have cleared is lifted. Who only looks healthy and never was
// otherwise leaves no row. Repeating a verdict changes nothing.

import type { Cause } from "../../../shared/domain/blocklist.ts";
import type { Verdict } from "../../../shared/domain/verdict/verdict.ts";
import type { Book } from "../book.ts";
import { burn, lift } from "./burn.ts";
import { planCanary, planProbe } from "./probing.ts";
import { blamesNobody, lookUp } from "./reach.ts";
import { settle } from "./settle.ts";
import { spare } from "./spare.ts";

/** All are kept before any is acted on: together they may say that a whole suffix is blocked, and then nobody leaked a name. */
export function actOn(book: Book, verdicts: readonly Verdict[]): void {
  const isCanary = ({ hostname }: Verdict) => book.mirrors.find(hostname) === undefined;
  // A canary is on no list and in nobody's hands: its verdict tells of its zone (sky.ts), and no mirror moves for it.
  const canaries = verdicts.filter(isCanary);
  for (const verdict of canaries) noteCanary(book, verdict);
  const kept = verdicts.filter((verdict) => !isCanary(verdict) && keep(book, verdict));
  for (const verdict of kept) act(book, verdict);
  for (const { hostname } of canaries) planCanary(book, hostname);
  if (verdicts.length > 0) settle(book);
}

/** One that probes reach lifts what burned its zone: a mirror's own burn is another matter. */
function noteCanary(book: Book, verdict: Verdict): void {
  book.verdicts.save(verdict);
  const { hostname, country, state, judgedAt, numbers } = verdict;
  const pattern = `*.${hostname.slice(hostname.indexOf(".") + 1)}`;
  const entry = book.burns.find(pattern, country === "" ? undefined : country);
  if (state !== "healthy" || !numbers.probes.isReached || entry?.cause !== "censor" || entry.at >= judgedAt) return;
  lift(book, { pattern, ...(country !== "" && { country }) });
}

/** False for a verdict that says nothing new of a host that was always well, or less than what stands. */
function keep(book: Book, verdict: Verdict): boolean {
  const { hostname, country, state, cause } = verdict;
  const before = book.verdicts.find(hostname, country);
  const scopes = book.burns.covering(hostname).filter((entry) => (entry.country ?? country) === country);
  if (state === "healthy" && before === undefined && scopes.length === 0) return false;
  // Burned everywhere, or with its whole zone: a probe in one country does not lift that.
  if (state !== "burned" && scopes.some((entry) => entry.pattern !== hostname || (entry.country ?? "") !== country)) {
    // It is reached itself; when to look at its zone again is the zone's own wish.
    if (state === "healthy") book.wishes.remove(hostname, country);
    return false;
  }
  book.verdicts.save(verdict);
  if (before?.verdict.state !== state || before.verdict.cause !== cause) {
    const detail = [state, cause, country].filter(Boolean).join(" ");
    book.events.add("judged", { hostname, ...serviceOf(book, hostname), detail });
  }
  return true;
}

function act(book: Book, verdict: Verdict): void {
  if (verdict.state === "burned") burnAs(book, verdict);
  else if (verdict.state === "suspect") doubt(book, verdict);
  else acquit(book, verdict);
  planProbe(book, verdict);
}

function burnAs(book: Book, { hostname, country, cause = "censor" }: Verdict): void {
  const isLocal = blamesCensor(cause) && country !== "";
  const covering = book.burns.covering(hostname);
  if (covering.some((entry) => entry.country === undefined || (isLocal && entry.country === country))) return;
  // In a shutdown everything drops, and a new hostname would drop as well.
  if (blamesCensor(cause) && !book.weather.isNormal(country)) return;
  const isWide = blamesCensor(cause) && isUnderWider(book, hostname, country);
  burn(book, { pattern: hostname, cause, ...(isLocal && { country }) }, { isWide });
}

function isUnderWider(book: Book, hostname: string, country: string): boolean {
  const sky = lookUp(book);
  const host = sky.hosts.find((one) => one.hostname === hostname && one.country === country);
  return blamesNobody(sky, host);
}

/** A provider's, a quota's or an origin's fault is the same in every country. */
function blamesCensor(cause: Cause): boolean {
  return cause === "censor" || cause === "operator";
}

/** A full quota and a fallen origin pass, and another mirror would not help: nothing moves for those. */
function doubt(book: Book, { hostname, cause, spareFor }: Verdict): void {
  if (cause === "quota" || cause === "origin") return;
  if (book.mirrors.find(hostname)?.state === "live") book.mirrors.setState(hostname, "suspect");
  for (const group of spareFor) spare(book, { hostname, group });
}

function acquit(book: Book, { hostname, country }: Verdict): void {
  const entry = book.burns.find(hostname, country === "" ? undefined : country);
  if (entry !== undefined) {
    book.burns.remove(hostname, country === "" ? undefined : country);
    book.verdicts.clear(hostname, country);
    book.events.add("unburned", { hostname, ...serviceOf(book, hostname), ...(country && { detail: country }) });
  }
  const isDoubted = book.verdicts.of(hostname).some(({ verdict }) => verdict.state !== "healthy");
  if (!isDoubted && book.mirrors.find(hostname)?.state === "suspect") book.mirrors.setState(hostname, "live");
}

function serviceOf(book: Book, hostname: string): { readonly service?: string } {
  const service = book.mirrors.find(hostname)?.service;
  return service === undefined ? {} : { service };
}
