// Probe results → rows for the hostnames they are about: mirrors, and the canaries of standing wishes. Everything else is
// left out, so that nobody fills the warden with hostnames of their own.

import * as v from "valibot";
import { BLOCKINGS, type ProbeResult, VANTAGES } from "../../../shared/domain/verdict/evidence.ts";
import type { Book } from "../book.ts";
import { zoneWish } from "../moves/retest.ts";
import { country, hostname, integer } from "../requests.ts";
import { add, type RowsByHost } from "./batch.ts";

export const PROBES_A_POST = 500;
/** Clocks of probing machines may be ahead a little. */
const EARLY_SECONDS = 300;

const word = v.exactOptional(v.pipe(v.string(), v.maxLength(64), v.regex(/^[\x20-\x7e]*$/, "plain text")));

export const ProbesRequest = v.strictObject({
  results: v.pipe(
    v.array(
      v.strictObject({
        at: integer(0, Number.MAX_SAFE_INTEGER),
        ...{ hostname, country },
        network: v.pipe(v.string(), v.regex(/^(AS[0-9]{1,10})?$/, "AS and a number")),
        vantage: v.pipe(v.string(), v.regex(/^[\x21-\x7e]{1,64}$/)),
        ...{ dns: word, tcp: word, tls: word, http: word, failure: word },
        control: v.picklist(["ok", "failed"]),
        blocking: v.picklist(BLOCKINGS),
      }),
    ),
    v.maxLength(PROBES_A_POST),
  ),
});

export function placeProbes(book: Book, results: readonly ProbeResult[]): RowsByHost<ProbeResult> {
  const rows: RowsByHost<ProbeResult> = new Map();
  for (const result of results) {
    const { hostname, country, at, control, vantage } = result;
    if (at > book.now + EARLY_SECONDS || at < book.now - book.windows.probeSeconds) continue;
    const asked = book.wishes.ofCanary(hostname);
    if (book.mirrors.find(hostname) === undefined && asked === undefined) continue;
    if (control === "ok") book.tags.control(country);
    // Who reads wishes is the operator's tool; another's probe, or a date of its own, must not put them off.
    const isOurs = vantage === VANTAGES.operator;
    for (const name of isOurs ? new Set([hostname, zoneWish(asked) ?? hostname]) : [])
      book.wishes.probed(name, country, Math.min(at, book.now));
    add(rows, hostname, result);
  }
  return rows;
}
