// What OONI's volunteers measured, from the JSON of its API (`/api/v1/measurements`, test web_connectivity) → probe results.
// Strict in shape, lenient in what else a row carries: theirs is a living format. A row of another host, another test, or
// one that failed of itself, says nothing here.

import * as v from "valibot";
import { ok, type Result, refuse } from "../../shared/domain/result.ts";
import { type Blocking, type ProbeResult, VANTAGES } from "../../shared/domain/verdict/evidence.ts";

const Row = v.object({
  input: v.nullish(v.string()),
  test_name: v.string(),
  measurement_start_time: v.pipe(
    v.string(),
    v.check((text) => Number.isFinite(startOf(text)), "no time"),
  ),
  probe_cc: v.pipe(v.string(), v.regex(/^[A-Z]{2}$/)),
  probe_asn: v.pipe(v.string(), v.regex(/^AS\d{1,10}$/)),
  anomaly: v.nullish(v.boolean()),
  confirmed: v.nullish(v.boolean()),
  failure: v.nullish(v.boolean()),
  scores: v.nullish(v.object({ analysis: v.nullish(v.object({ blocking_type: v.nullish(v.string()) })) })),
});
const Page = v.object({
  metadata: v.object({ next_url: v.nullish(v.string()) }),
  results: v.array(v.unknown()),
});

export interface OoniPage {
  readonly results: readonly ProbeResult[];
  /** Rows that were not in OONI's shape. */
  readonly malformed: number;
  readonly nextUrl: string | undefined;
}

/** OONI's blocking types: dns, tcp_ip, http-failure, http-diff. An anomaly without one is noise, and is left out. */
const BLOCKINGS: Readonly<Record<string, Blocking>> = {
  dns: "dns",
  tcp_ip: "tcp",
  "http-failure": "http-host",
  "http-diff": "blockpage",
};

/** `hostnames`: whose measurements are wanted. */
export function readOoniPage(text: string, hostnames: ReadonlySet<string>): Result<OoniPage, "not ooni"> {
  const page = v.safeParse(v.pipe(v.string(), v.parseJson(), Page), text);
  if (!page.success) return refuse("not ooni");
  const rows = page.output.results.map((row) => v.safeParse(Row, row));
  const results = rows.flatMap((row) => (row.success ? (toResult(row.output, hostnames) ?? []) : []));
  const malformed = rows.filter((row) => !row.success).length;
  return ok({ results, malformed, nextUrl: page.output.metadata.next_url ?? undefined });
}

function toResult(row: v.InferOutput<typeof Row>, hostnames: ReadonlySet<string>): ProbeResult | undefined {
  const hostname = URL.parse(row.input ?? "")?.hostname ?? row.input ?? "";
  const isWanted = row.test_name === "web_connectivity" && row.failure !== true && hostnames.has(hostname);
  const blocking = blockingOf(row);
  if (!isWanted || blocking === undefined) return undefined;
  return {
    at: Math.floor(startOf(row.measurement_start_time) / 1000),
    ...{ hostname, country: row.probe_cc, network: row.probe_asn, vantage: VANTAGES.ooni },
    // The test compares with a control of its own, and fails where that does.
    control: "ok",
    blocking,
  };
}

function blockingOf({ anomaly, confirmed, scores }: v.InferOutput<typeof Row>): Blocking | undefined {
  if (anomaly !== true && confirmed !== true) return "none";
  const kind = BLOCKINGS[scores?.analysis?.blocking_type ?? ""];
  return kind ?? (confirmed === true ? "blockpage" : undefined);
}

/** Milliseconds. Both `2026-11-26T01:02:03Z` and `2026-11-26 01:02:03` have been seen; always UTC. */
function startOf(text: string): number {
  return Date.parse(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text) ? `${text.replace(" ", "T")}Z` : text);
}
