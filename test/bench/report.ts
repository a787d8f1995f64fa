// The table for people and the line for machines.
import { CONTENDERS, type ContenderName } from "./contenders.ts";
import { median } from "./meter.ts";
import type { Share } from "./profile.ts";
import type { Row } from "./rounds.ts";
import type { Side } from "./sides.ts";
import { isBusy, judgeRow, judgeSide, type Target } from "./targets.ts";

export interface Bench {
  readonly tool: string;
  readonly machine: string;
  readonly rounds: number;
  readonly milliseconds: number;
  readonly rows: readonly Row[];
  readonly side: Side;
}

/** Markdown, so that it goes into docs/performance.md as it is. */
export function writeReport(bench: Bench): string {
  const { tool, machine, rounds, milliseconds, rows, side } = bench;
  const load = median(rows.map(({ busy }) => busy));
  const targets = [...rows.flatMap(judgeRow), ...judgeSide(side)];
  return [
    `${machine}; ${tool}, 8 connections, medians of ${rounds} rounds of ${milliseconds} ms a contender. ` +
      `Load average ${load.toFixed(1)}: ${isBusy(load) ? "others wanted the cores as well, so that targets of speed are judged by CPU time" : "quiet"}.`,
    "",
    "Requests a second; in parentheses CPU ms a request of the contender's own process. –: does not play, or got no turn.",
    "",
    table(
      ["case", "kind", "answered in", ...CONTENDERS],
      rows.map(({ wanted, encoding, by }) => [
        wanted.name,
        wanted.kind,
        encoding,
        ...CONTENDERS.map((name) => cell(by[name])),
      ]),
    ),
    "",
    "Ratios of the relay's requests a second to each other's (in parentheses the other's CPU time to the relay's, which a busy machine",
    "disturbs less), and median latency.",
    "",
    table(
      ["case", ...OTHERS.map((name) => `/ ${name}`), "latency, relay", "latency, passthrough"],
      rows.map((row) => [
        row.wanted.name,
        ...OTHERS.map((name) => ratio(row, name)),
        latency(row, "relay"),
        latency(row, "passthrough"),
      ]),
    ),
    "",
    table(["target", "wanted", "measured", "by CPU", "met"], targets.map(targetCells)),
    "",
    `First byte: relay ${side.firstByte.relayMilliseconds.toFixed(2)} ms, passthrough ${side.firstByte.passthroughMilliseconds.toFixed(2)} ms. ` +
      `Gate: ${side.gate.gatedMilliseconds.toFixed(3)} ms with, ${side.gate.ungatedMilliseconds.toFixed(3)} ms without. ` +
      `Start-up: ${side.startUp.milliseconds.toFixed(1)} ms on the clock beyond an empty Worker's.`,
    "",
  ].join("\n");
}

/** One line of JSON; `null`: not measured for this case. */
export function writeLine({ rows, side }: Bench): string {
  const flat = rows.map(({ wanted, encoding, by }) => ({
    case: wanted.name,
    ...Object.fromEntries(CONTENDERS.map((name) => [name, rounded(by[name]?.requestsPerSecond, 1)])),
    kind: wanted.kind,
    encoding,
    cpuMsPerRequest: rounded(by.relay?.cpuMsPerRequest, 3),
  }));
  return JSON.stringify({ rows: flat, ...side.weights, side });
}

const SHOWN_SHARES = 30;

export function writeShares(name: string, shares: readonly Share[]): string {
  const rows = shares.slice(0, SHOWN_SHARES).map((one) => [one.name, `${(100 * one.share).toFixed(1)} %`]);
  return `${name}\n\n${table(["function", "time in itself"], rows)}\n`;
}

const OTHERS = CONTENDERS.filter((name) => name !== "relay");

function cell(measured: Row["by"][ContenderName]): string {
  // None came through in the time a busy machine gave it.
  if (measured === undefined || measured.requestsPerSecond === 0) return "–";
  return `${short(measured.requestsPerSecond)} (${measured.cpuMsPerRequest.toFixed(2)})`;
}

function ratio({ by }: Row, name: ContenderName): string {
  const other = by[name];
  return by.relay === undefined || other === undefined || other.requestsPerSecond === 0
    ? "–"
    : `${(by.relay.requestsPerSecond / other.requestsPerSecond).toFixed(2)} (${(other.cpuMsPerRequest / by.relay.cpuMsPerRequest).toFixed(2)})`;
}

function latency({ by }: Row, name: ContenderName): string {
  const measured = by[name];
  return measured === undefined ? "–" : `${measured.medianMilliseconds.toFixed(1)} ms`;
}

function targetCells({ what, wanted, measured, byCpu = "", isMet }: Target): readonly string[] {
  return [what, wanted, measured, byCpu, isMet ? "yes" : "**no**"];
}

function short(number: number): string {
  return number >= 100 ? Math.round(number).toLocaleString("en") : number.toFixed(1);
}

function rounded(number: number | undefined, digits: number): number | null {
  return number === undefined ? null : Number(number.toFixed(digits));
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
