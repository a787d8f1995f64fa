// The load generator: wrk where it is installed, else autocannon, which is a Node program and takes more of the machine
// for itself. Both keep a few connections busy for a while and count.
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import type { Readable } from "node:stream";
import type { Asked } from "./contenders.ts";
import { caughtSignals, cpuNanoseconds } from "./meter.ts";
import { type Processes, pidOf } from "./processes.ts";

const WRK = ["/usr/bin/wrk", "/usr/local/bin/wrk", "/opt/homebrew/bin/wrk"];
const CONNECTIONS = 8;
const LEAST_REQUESTS = 12;
const LONGEST_MILLISECONDS = 4000;

export interface Measured {
  readonly requests: number;
  readonly requestsPerSecond: number;
  readonly medianMilliseconds: number;
  /** CPU time of the contender's process over the whole run. */
  readonly cpuMilliseconds: number;
}

export interface Load {
  readonly tool: "wrk" | "autocannon";
  run(asked: Asked, milliseconds: number): Promise<Measured>;
}

type Counted = Omit<Measured, "cpuMilliseconds">;

export function createLoad(processes: Processes): Load {
  const wrk = WRK.find((path) => existsSync(path));
  const count = wrk === undefined ? withAutocannon(processes) : withWrk(processes, wrk);
  return {
    tool: wrk === undefined ? "autocannon" : "wrk",
    async run(asked, milliseconds) {
      const run = async (span: number): Promise<Measured> => {
        const before = cpuNanoseconds(asked.pid);
        const counted = await count(asked, span);
        return { ...counted, cpuMilliseconds: (cpuNanoseconds(asked.pid) - before) / 1e6 };
      };
      let measured = await run(milliseconds);
      // Too few to say anything of: once more, for longer.
      for (let span = milliseconds; measured.requests < LEAST_REQUESTS && span < LONGEST_MILLISECONDS; ) {
        span *= 4;
        measured = await run(span);
      }
      return measured;
    },
  };
}

type Count = (asked: Asked, milliseconds: number) => Promise<Counted>;

/** wrk knows whole seconds only; an interrupt ends it in order, report and all, when we say so. */
function withWrk(processes: Processes, path: string): Count {
  return async ({ url, headers }, milliseconds) => {
    const given = Object.entries(headers).flatMap(([name, value]) => ["-H", `${name}: ${value}`]);
    const args = ["-t1", `-c${CONNECTIONS}`, "-d600s", "--timeout", "30s", "--latency", ...given, url];
    const child = processes.start(path, args, { stdio: ["ignore", "pipe", "inherit"] });
    const reading = textOf(child.stdout as Readable);
    await whenHandling(child);
    const timer = setTimeout(() => child.kill("SIGINT"), milliseconds);
    const report = await reading;
    clearTimeout(timer);
    const bad = /Non-2xx or 3xx responses: (\d+)|Socket errors: (.*)/.exec(report);
    if (bad) throw new Error(`wrk met ${bad[0]} at ${url}`);
    const [, requests] = /(\d+) requests in/.exec(report) ?? [];
    const [, rate] = /Requests\/sec:\s+([\d.]+)/.exec(report) ?? [];
    const [, latency, unit] = /50%\s+([\d.]+)(us|ms|s)/.exec(report) ?? [];
    if (!requests || !rate || !latency || !unit) throw new Error(`wrk's report on ${url} cannot be read:\n${report}`);
    const scale = { us: 0.001, ms: 1, s: 1000 }[unit] ?? 1;
    return {
      requests: Number(requests),
      requestsPerSecond: Number(rate),
      medianMilliseconds: Number(latency) * scale,
    };
  };
}

const CAUGHT_INTERRUPT = 2;
const LOOK_MILLISECONDS = 4;

/** On a busy machine wrk may not have got so far as to catch an interrupt, and would die of it. */
async function whenHandling(child: ChildProcess): Promise<void> {
  while (child.exitCode === null && child.signalCode === null && (caughtSignals(pidOf(child)) & CAUGHT_INTERRUPT) === 0)
    await new Promise((resolve) => setTimeout(resolve, LOOK_MILLISECONDS));
}

interface AutocannonReport {
  readonly requests: { readonly total: number };
  readonly latency: { readonly p50: number };
  readonly duration: number;
  readonly non2xx: number;
  readonly errors: number;
}

function withAutocannon(processes: Processes): Count {
  const script = createRequire(import.meta.url).resolve("autocannon/autocannon.js");
  return async ({ url, headers }, milliseconds) => {
    const given = Object.entries(headers).flatMap(([name, value]) => ["-H", `${name}=${value}`]);
    const args = [script, "--json", "-c", String(CONNECTIONS), "-d", String(milliseconds / 1000), ...given, url];
    const child = processes.start(process.execPath, args, { stdio: ["ignore", "pipe", "ignore"] });
    const report = JSON.parse(await textOf(child.stdout as Readable)) as AutocannonReport;
    if (report.non2xx + report.errors > 0) throw new Error(`autocannon met ${report.non2xx} bad answers at ${url}`);
    const requests = report.requests.total;
    return { requests, requestsPerSecond: requests / report.duration, medianMilliseconds: report.latency.p50 };
  };
}

async function textOf(stream: Readable): Promise<string> {
  let text = "";
  stream.on("data", (chunk) => {
    text += String(chunk);
  });
  await once(stream, "close");
  return text;
}
