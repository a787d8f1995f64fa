// What this relay tells the warden: whom its mirrors served, once a slot, and reports it carries. Nothing waits for it: an
// answer costs one look into a set, a post goes out at most once a minute beside an answer that is on its way, and what a
// dead warden did not take goes with the next one, as far as there is room. Addresses never leave: a network is its number,
// or a prefix hashed with the day.

import { toBase64url, utf8 } from "../../shared/domain/bytes.ts";
import type { Ticket } from "../../shared/domain/ticket.ts";
import { SLOT_SECONDS } from "../../shared/domain/verdict/windows.ts";

const PACE_SECONDS = 60;
/** A report is news: somebody just lost a mirror. */
const REPORT_PACE_SECONDS = 10;
const SIGHTINGS_LIMIT = 500;
/** The warden takes no more in one post, and a post that is refused is lost with all its rows. */
const REPORTS_LIMIT = 200;
const SEEN_LIMIT = 5000;
const HASH_CHARACTERS = 11;

export interface CollectPorts {
  readonly zone: string;
  /** Sends one body; false, or a throw: it did not arrive. */
  readonly tell: (body: string) => Promise<boolean>;
  /** Without it a hashed network is a list of all networks away from its name. */
  readonly secret: string;
  /** Seconds since the epoch. */
  readonly now: () => number;
  /** A factor on all spans, for tests. */
  readonly pace?: number;
}

export interface Witnessed {
  readonly request: Request;
  /** The mirror's. */
  readonly label: string;
  readonly ticket: Ticket;
}

export interface Collect {
  /** The reader was served. What to wait for beside the answer, where a post is due. */
  served(witnessed: Witnessed): Promise<void> | undefined;
  /** Take a sealed report along; false: the reader had its turn in this slot, or there is no room. */
  carry(witnessed: Witnessed, sealed: string): boolean;
}

interface Row extends Readonly<Record<string, unknown>> {
  readonly network: string;
}

export function createCollect({ zone, tell, secret, now, pace = 1 }: CollectPorts): Collect {
  const seen = new Set<string>();
  const sightings: Row[] = [];
  const reports: Row[] = [];
  const slotSeconds = SLOT_SECONDS * pace;
  let slot = 0;
  let toldAt = 0;
  const note = (rows: Row[], key: string, { request, label, ticket }: Witnessed, more: object) => {
    const most = rows === reports ? REPORTS_LIMIT : SIGHTINGS_LIMIT;
    const at = Math.floor(now() / slotSeconds) * slotSeconds;
    if (at !== slot) seen.clear();
    slot = at;
    if (seen.has(key) || seen.size >= SEEN_LIMIT || rows.length >= most) return false;
    seen.add(key);
    const where = { country: countryOf(request) ?? "", network: networkOf(request) };
    rows.push({ label, level: ticket.level, at: Math.floor(at), ...where, ...more });
    return true;
  };
  const hidden = (rows: readonly Row[]) => {
    const salt = `${secret} ${Math.floor(now() / 86_400)}`;
    return Promise.all(rows.map((row) => hide(row, salt)));
  };
  const post = async () => {
    const [seenNow, carried] = [sightings.splice(0), reports.splice(0)];
    const body = { v: 1, zone, sightings: await hidden(seenNow), reports: await hidden(carried) };
    if (await tell(JSON.stringify(body)).catch(() => false)) return;
    sightings.push(...seenNow.slice(sightings.length));
    reports.push(...carried.slice(reports.length));
  };
  return {
    served: (witnessed) => {
      const { lineage, reader } = witnessed.ticket;
      note(sightings, witnessed.label + reader, witnessed, { lineage, reader });
      const wait = (reports.length > 0 ? REPORT_PACE_SECONDS : PACE_SECONDS) * pace;
      if (sightings.length + reports.length === 0 || now() - toldAt < wait) return undefined;
      toldAt = now();
      return post();
    },
    carry: (witnessed, sealed) => note(reports, witnessed.ticket.reader, witnessed, { sealed }),
  };
}

/** Two upper-case letters. */
export function countryOf(request: Request): string | undefined {
  const country = request.cf?.country;
  return typeof country === "string" && /^[A-Z]{2}$/.test(country) ? country : undefined;
}

/** The network's number; where the edge names none, a prefix of the address, /24 or /48, that is hashed before it leaves. */
function networkOf({ cf, headers }: Request): string {
  const address = headers.get("cf-connecting-ip") ?? "";
  return cf?.asn ? `AS${cf.asn}` : address.split(address.includes(".") ? "." : ":", 3).join();
}

async function hide(row: Row, salt: string): Promise<Row> {
  if (row.network.startsWith("AS")) return row;
  const hash = await crypto.subtle.digest("SHA-256", utf8(`${salt} ${row.network}`));
  return { ...row, network: `n-${toBase64url(new Uint8Array(hash)).slice(0, HASH_CHARACTERS)}` };
}
