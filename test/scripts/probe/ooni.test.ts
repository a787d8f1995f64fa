import { describe, expect, it } from "vitest";
import { readOoniPage } from "../../../scripts/probe/ooni.ts";

const HOST = "quiet-harbor.garden-letters.example";
const row = (more: object) => ({
  anomaly: false,
  confirmed: false,
  failure: false,
  input: `https://${HOST}/`,
  measurement_start_time: "2026-11-25T10:00:00Z",
  measurement_uid: "20261125100000.1_IR_webconnectivity_0",
  measurement_url: "https://api.ooni.io/api/v1/raw_measurement?report_id=x",
  probe_asn: "AS44244",
  probe_cc: "IR",
  report_id: "20261125T100000Z_webconnectivity_IR_44244_n1_x",
  scores: { blocking_general: 0, blocking_country: 0, blocking_isp: 0, blocking_local: 0, blocking_global: 0 },
  test_name: "web_connectivity",
  ...more,
});
const anomaly = (blocking_type: string, more: object = {}) =>
  row({ anomaly: true, scores: { blocking_general: 1, analysis: { blocking_type } }, ...more });

const read = (...results: unknown[]) => {
  const page = readOoniPage(JSON.stringify({ metadata: { count: -1, next_url: null }, results }), new Set([HOST]));
  if (!page.ok) throw new Error(page.reason);
  return page.value;
};

describe("OONI's measurements", () => {
  it("become probe results of that host", () => {
    expect(read(row({})).results).toEqual([
      {
        ...{ at: Date.UTC(2026, 10, 25, 10) / 1000, hostname: HOST, country: "IR", network: "AS44244" },
        ...{ vantage: "ooni", control: "ok", blocking: "none" },
      },
    ]);
  });

  it.each([
    ["dns", "dns"],
    ["tcp_ip", "tcp"],
    ["http-failure", "http-host"],
    ["http-diff", "blockpage"],
  ])("of %s are %s", (theirs, ours) => expect(read(anomaly(theirs)).results[0]?.blocking).toBe(ours));

  it.each([
    ["another host's", row({ input: "https://www.example.com/" })],
    ["another test's", row({ test_name: "telegram" })],
    ["failed ones", anomaly("dns", { failure: true })],
    ["anomalies of no kind", row({ anomaly: true })],
  ])("say nothing where they are %s", (_, one) => expect(read(one)).toMatchObject({ results: [], malformed: 0 }));

  it("that are confirmed are blocks without a kind", () =>
    expect(read(row({ anomaly: true, confirmed: true })).results[0]?.blocking).toBe("blockpage"));

  it.each([
    [row({ probe_cc: "Iran" })],
    [row({ probe_asn: "44244" })],
    [row({ measurement_start_time: "yesterday" })],
    ["a word"],
    [null],
  ])("not in their shape are counted and left out", (one) =>
    expect(read(one, row({}))).toMatchObject({ malformed: 1, results: [{ hostname: HOST }] }),
  );

  it("take both spellings of time", () =>
    expect(read(row({ measurement_start_time: "2026-11-25 10:00:00" })).results[0]?.at).toBe(
      Date.UTC(2026, 10, 25, 10) / 1000,
    ));

  it.each(["", "[]", '{"results":[]}', "<html>"])("are refused whole where it is %j", (text) =>
    expect(readOoniPage(text, new Set())).toMatchObject({ ok: false }),
  );

  it("go on at the next page", () => {
    const text = JSON.stringify({ metadata: { next_url: "https://api.ooni.io/next" }, results: [] });
    expect(readOoniPage(text, new Set())).toMatchObject({ value: { nextUrl: "https://api.ooni.io/next" } });
  });
});
