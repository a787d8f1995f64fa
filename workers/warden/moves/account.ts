// What becomes of a mesh when one of its accounts is not well. It is nobody's doing: no group is split, nobody is a suspect.
// A token that is merely wrong looks like a closed account to the API, and mirrors that burned never return: so "refused"
// only keeps new mirrors away, and mirrors burn where someone saw that they serve no more.

import type { Cause } from "../../../shared/domain/blocklist.ts";
import type { AccountTrouble } from "../../../shared/wardenapi.ts";
import type { Book } from "../book.ts";
import { accountOf, oweAll } from "../need.ts";
import type { MirrorRow } from "../tables/mirrors.ts";
import { burnMirror } from "./burn.ts";
import { loseJarKeys } from "./jarkeys.ts";
import { settle } from "./settle.ts";

const DAY_SECONDS = 86_400;
const DETAIL_LIMIT = 200;

export interface Trouble {
  readonly account: string;
  readonly detail: string;
}

/** Its API says no to the warden's token, which it knew. */
export function unwritable(book: Book, trouble: Trouble): void {
  if (book.accounts.find(trouble.account) === undefined) note(book, { ...trouble, state: "unwritable" });
}

/** Its API took what we wrote: whatever kept it from that is over. */
export function taken(book: Book, account: string): void {
  if (book.accounts.find(account)?.state === "unwritable") well(book, account);
}

/** Its API says no to the operator's token. */
export function refused(book: Book, trouble: Trouble): void {
  const state = book.accounts.find(trouble.account)?.state;
  if (state === undefined || state === "unwritable") note(book, { ...trouble, state: "refused" });
}

/** Its API says no and its mirrors serve no more: somebody else may have what it knew. The mirrors that this burned. */
export function dead(book: Book, trouble: Trouble): readonly string[] {
  const isNews = book.accounts.find(trouble.account)?.state !== "dead";
  note(book, { ...trouble, state: "dead" });
  if (isNews) for (const service of servicesOn(book, trouble.account)) loseJarKeys(book, service);
  return moveAway(book, onAccount(book, trouble.account), "provider");
}

/** Its requests of the day are used up. Hostnames are cheap: its mirrors burn, and after midnight new ones may go there. */
export function spent(book: Book, trouble: Trouble): readonly string[] {
  const until = (Math.floor(book.now / DAY_SECONDS) + 1) * DAY_SECONDS;
  if (book.accounts.find(trouble.account)?.state !== "dead") note(book, { ...trouble, state: "spent", until });
  return moveAway(book, onAccount(book, trouble.account), "quota");
}

/** The operator has it back. */
export function well(book: Book, account: string): void {
  if (book.accounts.find(account) === undefined) return;
  book.accounts.forget(account);
  book.events.add("account-well", { detail: account });
  // While it was dead, jar keys passed it by.
  oweAll(book);
}

type Noted = Trouble & Pick<AccountTrouble, "state" | "until">;

function note(book: Book, { account, detail, state, until }: Noted): void {
  if (book.accounts.find(account)?.state === state) return;
  const said = detail.slice(0, DETAIL_LIMIT);
  book.accounts.save({ id: account, state, detail: said, ...(until !== undefined && { until }) });
  book.events.add("account-trouble", { detail: `${account} ${state}` });
}

/** The account has the zone no more, or nobody does. */
export function zoneGone(book: Book, zone: string): readonly string[] {
  return moveAway(book, (mirror) => mirror.zone === zone, "provider");
}

function onAccount(book: Book, account: string): (mirror: MirrorRow) => boolean {
  const mesh = book.settings.mesh();
  return (mirror) => accountOf(mirror, mesh) === account;
}

function servicesOn(book: Book, account: string): ReadonlySet<string> {
  const isHere = onAccount(book, account);
  const standing = book.mirrors.all().filter((mirror) => mirror.state !== "retired" && isHere(mirror));
  return new Set(standing.map(({ service }) => service));
}

/** Entries by hostname: the zones themselves are not at fault and may go on elsewhere. */
function moveAway(book: Book, isHit: (mirror: MirrorRow) => boolean, cause: Cause): readonly string[] {
  const hit = book.mirrors.inState("minting", "reserve", "live", "suspect").filter(isHit);
  for (const mirror of hit) {
    book.burns.add({ pattern: mirror.hostname, cause });
    burnMirror(book, mirror, { cause });
  }
  if (hit.length > 0) settle(book);
  return hit.map(({ hostname }) => hostname);
}
