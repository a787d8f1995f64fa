// OONI's measurements from a file or from its API, page by page.

import { readFile } from "node:fs/promises";
import type { ProbeResult } from "../../shared/domain/verdict/evidence.ts";
import { reach } from "../reach.ts";
import { Mistake } from "../terminal/mistake.ts";
import { readOoniPage } from "./ooni.ts";

/** A day of one country has a handful; more is a query that asks for too much. */
const PAGES_MOST = 20;
const TIMEOUT_MILLISECONDS = 60_000;

export interface OoniMeasurements {
  readonly results: readonly ProbeResult[];
  /** Rows that were not in OONI's shape. */
  readonly malformed: number;
}

export async function readOoni(from: string, hostnames: ReadonlySet<string>): Promise<OoniMeasurements> {
  const results: ProbeResult[] = [];
  let malformed = 0;
  let next: string | undefined = from;
  for (let page = 0; next !== undefined && page < PAGES_MOST; page++) {
    const read = readOoniPage(await readSource(next), hostnames);
    if (!read.ok) {
      throw new Mistake(`${next} holds no measurements of OONI`, {
        next: "Ask https://api.ooni.io/api/v1/measurements?test_name=web_connectivity&domain=HOST&probe_cc=CC, and give its answer.",
      });
    }
    results.push(...read.value.results);
    malformed += read.value.malformed;
    // A page's word for where to go on is followed on the same host only.
    next = sameHost(read.value.nextUrl, next);
  }
  return { results, malformed };
}

async function readSource(from: string): Promise<string> {
  const failed = (why: string, cause?: unknown) =>
    new Mistake(`${from} cannot be read`, { why, next: "Check the name and the connection, then try again.", cause });
  if (!/^https?:\/\//.test(from)) {
    return readFile(from, "utf8").catch((cause: unknown) => {
      throw failed("no such file, or it refuses", cause);
    });
  }
  const answer = await reach(from, { signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS) }).catch((cause: unknown) => {
    throw failed("no connection", cause);
  });
  if (!answer.ok) throw failed(`HTTP ${answer.status}`);
  return answer.text();
}

function sameHost(next: string | undefined, from: string): string | undefined {
  if (next === undefined) return undefined;
  const url = URL.parse(next, from);
  return url !== null && url.host === URL.parse(from)?.host ? url.href : undefined;
}
