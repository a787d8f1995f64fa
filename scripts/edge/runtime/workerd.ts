// One workerd process: started on Unix sockets, ready when it says so on its control pipe (no polling), stopped in order.
// It gets an empty environment: tokens in ours are none of a script's business.
import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import type { Readable } from "node:stream";
import { ok, type Result, refuse } from "../../../shared/domain/result.ts";
import type { Wards } from "./orphans.ts";

export interface WorkerdProcess {
  readonly pid: number;
  readonly exited: Promise<void>;
  /** SIGTERM lets requests finish; SIGKILL follows after the grace. */
  stop(graceMilliseconds: number): Promise<void>;
}
export interface WorkerdOptions {
  readonly configPath: string;
  readonly sockets: number;
  readonly experimental: boolean;
  readonly wards: Wards;
  /** On the command line for `sweepOrphans` to know the process by; workerd takes it for an import path it never needs. */
  readonly marker: string;
  readonly onOutput: (text: string) => void;
}

const startMilliseconds = 10_000;
// The package has no types; its default export is the path of the binary for this machine.
const workerdPath = (createRequire(import.meta.url)("workerd") as { default: string }).default;

export async function startWorkerd(options: WorkerdOptions): Promise<Result<WorkerdProcess>> {
  const child = spawnWorkerd(options);
  const pid = child.pid;
  if (pid === undefined) return refuse("no-runtime", "workerd could not be started");
  options.wards.add(pid);
  const exited = whenGone(child);
  void exited.then(() => options.wards.remove(pid));
  const complaints = collectOutput(child, options.onOutput);
  const timer = setTimeout(() => child.kill("SIGKILL"), startMilliseconds);
  const listening = await Promise.race([whenListening(child, options.sockets), exited.then(() => false)]);
  clearTimeout(timer);
  if (!listening) return refuse("refused", complain(complaints()));
  return ok({ pid, exited, stop: (grace) => stop(child, { exited, grace }) });
}

function spawnWorkerd({ configPath, experimental, marker }: WorkerdOptions): ChildProcess {
  const flags = experimental ? ["--experimental"] : [];
  return spawn(workerdPath, ["serve", ...flags, "--control-fd=3", "-I", marker, configPath], {
    stdio: ["ignore", "pipe", "pipe", "pipe"],
    env: { TZ: "UTC" },
    // Its own process group: Ctrl-C reaches the edge, which closes its scripts in order.
    detached: true,
  });
}

function whenGone(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.once("error", () => resolve());
  });
}

/** One JSON line a socket: `{"event":"listen","socket":"http",...}`. */
function whenListening(child: ChildProcess, sockets: number): Promise<boolean> {
  return new Promise((resolve) => {
    let seen = "";
    const control = child.stdio[3] as Readable;
    control.on("error", () => undefined);
    control.on("data", (chunk: Buffer) => {
      seen += chunk.toString();
      if (seen.split('"listen"').length > sockets) resolve(true);
    });
  });
}

function collectOutput(child: ChildProcess, onOutput: (text: string) => void): () => string {
  let kept = "";
  const take = (chunk: Buffer) => {
    if (kept.length < 8_192) kept += chunk.toString();
    onOutput(chunk.toString());
  };
  child.stdout?.on("data", take);
  child.stderr?.on("data", take);
  return () => kept;
}

/** What the person who uploaded may see: the runtime's sentence without our service's name and paths. */
function complain(output: string): string {
  const said = output
    .split("\n")
    .map((line) => line.replace(/^service main: /, "").trimEnd())
    .filter((line) => line !== "" && !line.includes("unix:"));
  return said.join("\n") || "the runtime ended without a word";
}

async function stop(child: ChildProcess, { exited, grace }: { exited: Promise<void>; grace: number }): Promise<void> {
  child.kill(grace > 0 ? "SIGTERM" : "SIGKILL");
  const timer = setTimeout(() => child.kill("SIGKILL"), grace);
  await exited;
  clearTimeout(timer);
}
