// A whole mesh for a test, started as an operator starts it: `hezar start --json` in a process of its own, on free ports,
// with its state in a folder of its own.

import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

export interface ReadyLine {
  readonly ready: true;
  readonly edge: string;
  readonly api: { readonly url: string; readonly account: string; readonly token: string };
  readonly beacon: string;
  readonly links: readonly { readonly service: string; readonly hostname: string; readonly url: string }[];
  readonly censor: { readonly socks: string; readonly api: string };
}

export interface CliAnswer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Mesh {
  readonly ready: ReadyLine;
  readonly readyMs: number;
  readonly port: number;
  readonly state: string;
  /** The process that is the edge, and the parent of every workerd. */
  readonly pid: number;
  readonly events: readonly Record<string, unknown>[];
  /** Run one command of the CLI against this mesh. */
  hezar(...args: string[]): Promise<CliAnswer>;
  /** The same with --json; throws with what the command said where it failed. */
  hezarJson<T>(...args: string[]): Promise<T>;
  /** Ends the process as Ctrl-C does and keeps the state. */
  stop(): Promise<void>;
  close(): Promise<void>;
}

const BIN = new URL("../../scripts/bin.mjs", import.meta.url).pathname;

export async function startMesh(...args: string[]): Promise<Mesh> {
  return startMeshWith({}, ...args);
}

/** With more in its environment, and in that of every command run against it. */
export async function startMeshWith(env: Readonly<Record<string, string>>, ...args: string[]): Promise<Mesh> {
  const state = await mkdtemp(join(tmpdir(), "hezar-mesh-"));
  return launch(state, ["--port", "0", ...args], env);
}

/** Stops a mesh and starts it again from its state, with nothing said that the state should know. */
export async function resumeMesh(mesh: Mesh): Promise<Mesh> {
  await mesh.stop();
  return launch(mesh.state, []);
}

async function launch(
  state: string,
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Promise<Mesh> {
  const env = { ...process.env, ...more };
  const started = performance.now();
  const child = spawn(process.execPath, [BIN, "start", "--json", "--state", state, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env,
  });
  const events: Record<string, unknown>[] = [];
  const ready = await readyLine(child, events);
  const hezar = (...words: string[]) => run([...words, "--state", state], env);
  const stop = () => end(child);
  return {
    ready,
    readyMs: performance.now() - started,
    port: Number(new URL(ready.edge).port),
    state,
    pid: child.pid ?? 0,
    events,
    hezar,
    hezarJson: async <T>(...words: string[]) => parseAnswer<T>(words, await hezar(...words, "--json")),
    stop,
    close: async () => {
      await stop();
      await rm(state, { recursive: true, force: true });
    },
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  await exited;
}

function readyLine(child: ChildProcess, events: Record<string, unknown>[]): Promise<ReadyLine> {
  if (child.stdout === null || child.stderr === null) throw new Error("the mesh was started without pipes");
  let complaints = "";
  child.stderr.on("data", (chunk: Buffer) => {
    complaints += chunk;
  });
  return new Promise((resolve, reject) => {
    child.once("exit", (code) =>
      reject(new Error(`hezar start ended with ${code} before it was ready:\n${complaints}`)),
    );
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).on("line", (line) => {
      const message = JSON.parse(line) as Record<string, unknown>;
      if (message.ready === true) resolve(message as unknown as ReadyLine);
      else events.push(message);
    });
  });
}

function run(words: readonly string[], env: NodeJS.ProcessEnv): Promise<CliAnswer> {
  return new Promise((resolve) => {
    execFile(process.execPath, [BIN, ...words], { maxBuffer: 16 << 20, env }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr });
    });
  });
}

function parseAnswer<T>(words: readonly string[], answer: CliAnswer): T {
  if (answer.code !== 0)
    throw new Error(`hezar ${words.join(" ")} ended with ${answer.code}:\n${answer.stderr}${answer.stdout}`);
  return JSON.parse(answer.stdout) as T;
}
