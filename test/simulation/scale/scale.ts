// `npm run simulate -- scale`: a day of a large mesh on paper, by the constants of the code, against what accounts may do.
import { parseArgs } from "node:util";
import { type Target, writeTable } from "../table.ts";
import { type Growth, isLinear, measureGrowth } from "./growth.ts";
import { countOperations, type Operation, UNITS } from "./operations.ts";
import { QUOTAS, WORKERS } from "./quotas.ts";
import { type BlocklistSize, measureBlocklist } from "./records.ts";
import { type Shape, type Size, shapeOf, TARGET } from "./shape.ts";

const HELP = `npm run simulate -- scale [--quick] [--json] [--readers N] [--mirrors N] [--burned N]

Counts what a mesh of a size does in a day on KV, Durable Objects and the provider's API, against free and paid plans, and
what grows with what. The blocklist is made and asked at full size by the real code (--quick: at a tenth).`;

export interface Scale {
  readonly shape: Shape;
  readonly operations: readonly Operation[];
  readonly growth: readonly Growth[];
  readonly blocklist: BlocklistSize;
}

export async function measureScale(size: Size, { entries }: { readonly entries: number }): Promise<Scale> {
  const shape = shapeOf(size);
  const blocklist = await measureBlocklist(entries);
  return { shape, operations: countOperations(shape), growth: measureGrowth(size), blocklist };
}

export async function simulateScale(given: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...given],
    options: {
      quick: { type: "boolean" },
      json: { type: "boolean" },
      help: { type: "boolean" },
      readers: { type: "string", default: `${TARGET.readers}` },
      mirrors: { type: "string", default: `${TARGET.mirrors}` },
      burned: { type: "string", default: `${TARGET.burned}` },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const size = { readers: Number(values.readers), mirrors: Number(values.mirrors), burned: Number(values.burned) };
  if (!Object.values(size).every((count) => Number.isSafeInteger(count) && count >= 10))
    throw new Error("readers, mirrors and burned are whole numbers from 10");
  const scale = await measureScale(size, { entries: Math.ceil(values.quick ? size.burned / 10 : size.burned) });
  console.log(values.json ? JSON.stringify(scale) : writeReport(scale));
  return 0;
}

export function writeReport({ shape, operations, growth, blocklist }: Scale): string {
  const { readers, mirrors, burned, groups, zones, burnsADay } = shape;
  const own = totals(operations).filter(({ who }) => who === "warden");
  const warden = Math.max(...own.map(({ unit, perDay }) => perDay / QUOTAS[unit].free));
  return [
    `${count(readers)} readers, ${count(mirrors)} mirrors on ${count(zones)} zones, ${count(groups)} groups, ${count(burned)} burned hostnames (${count(burnsADay)} burns a day).`,
    "",
    writeTable(
      ["who", "unit", "what", "a day", "× with twice the readers", "twice the mirrors", "both"],
      growth.map((row) => {
        const { who, unit, what, perDay } = row.operation;
        return [
          who,
          unit,
          what,
          count(perDay),
          ...[row.byReaders, row.byMirrors, row.byBoth].map((by) => by.toFixed(2)),
        ];
      }),
    ),
    "",
    "Accounts for the mirrors, and the warden's own one:",
    "",
    writeTable(["who", "unit", "a day", "free plan", "paid plan includes"], totals(operations).map(totalCells)),
    "",
    `A free plan carries a warden of about ${count(readers / warden)} readers, in the same proportions.`,
    "",
    `A zone's relay is one Worker: ${count(Math.ceil(zones / WORKERS.free))} free or ${count(Math.ceil(zones / WORKERS.paid))} paid accounts hold them.`,
    "",
    `The blocklist with ${count(blocklist.entries)} entries is ${(blocklist.bytes / 2 ** 20).toFixed(2)} MiB (limit ${(blocklist.limitBytes / 2 ** 20).toFixed(0)} MiB), opened in ${blocklist.openMilliseconds.toFixed(1)} ms, asked in ${blocklist.lookUpMicroseconds.toFixed(0)} µs.`,
    "",
    writeTable(
      ["target", "measured", "met"],
      targetsOf(growth).map(({ target, measured, isMet }) => [target, measured, isMet ? "yes" : "no"]),
    ),
    "",
  ].join("\n");
}

type Total = Pick<Operation, "who" | "unit" | "perDay">;

function totals(operations: readonly Operation[]): readonly Total[] {
  return (["mirrors", "warden"] as const).flatMap((who) =>
    UNITS.flatMap((unit) => {
      const own = operations.filter((operation) => operation.who === who && operation.unit === unit);
      return own.length === 0 ? [] : { who, unit, perDay: own.reduce((sum, { perDay }) => sum + perDay, 0) };
    }),
  );
}

/** Mirrors can be spread over accounts; the warden is one. A paid plan goes on, metered, above what it includes. */
function totalCells({ who, unit, perDay }: Total): readonly string[] {
  const { free, paid } = QUOTAS[unit];
  const times = (quota: number) => (perDay <= quota ? "fits" : `${factor(perDay / quota)} × what it has`);
  const accounts = Math.ceil(perDay / free);
  const onFree = who === "mirrors" ? `${count(accounts)} ${accounts === 1 ? "account" : "accounts"}` : times(free);
  return [who, unit, count(perDay), onFree, times(paid)];
}

function factor(value: number): string {
  return value < 10 ? value.toFixed(1) : count(value);
}

function targetsOf(growth: readonly Growth[]): readonly Target[] {
  const worse = growth.filter((row) => !isLinear(row));
  return [
    {
      target: "nothing grows with readers × mirrors: twice both is at most twice as much",
      measured: worse.length === 0 ? "holds for every row" : worse.map(({ operation }) => operation.what).join("; "),
      isMet: worse.length === 0,
    },
  ];
}

function count(value: number): string {
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ",");
}
