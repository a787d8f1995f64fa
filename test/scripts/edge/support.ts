// What the edge's tests share: an edge on a fresh directory, a caller of its API, and HTTP by Host name, which Node cannot
// resolve under .localhost.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { type IncomingMessage, type RequestOptions, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { type Edge, type EdgeOptions, startEdge } from "../../../scripts/edge/edge.ts";

export const account = "0123456789abcdef0123456789abcdef";
export const token = "test-token";
export const zone = "garden-letters.localhost";
export const accounts = [{ id: account, token, subdomain: "demo", zones: [zone] }];

export function freshDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "edge-test-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

export async function freshEdge(options: Partial<EdgeOptions> = {}): Promise<Edge> {
  const edge = await startEdge({ stateDir: freshDirectory(), port: 0, accounts, ...options });
  onTestFinished(() => edge.close());
  return edge;
}

export interface Envelope {
  readonly success: boolean;
  readonly errors: readonly { readonly code: number; readonly message: string }[];
  // The tests know the shape they asked for.
  readonly result: Record<string, unknown> & { readonly id: string };
  readonly result_info?: Record<string, unknown>;
}

/** One call of the API; `path` below /client/v4, `:a` stands for the account. */
export async function call(edge: { apiUrl: string }, line: string, body?: FormData | object | string) {
  const [method = "GET", path = ""] = line.split(" ");
  const plain = body !== undefined && !(body instanceof FormData) && typeof body !== "string";
  const response = await fetch(`${edge.apiUrl}${path.replace("/:a", `/${account}`)}`, {
    method,
    headers: { Authorization: `Bearer ${token}`, ...(plain ? { "Content-Type": "application/json" } : {}) },
    ...(body === undefined ? {} : { body: plain ? JSON.stringify(body) : (body as FormData | string) }),
  });
  return { status: response.status, envelope: (await response.json()) as Envelope };
}

export interface ScriptOptions {
  readonly source: string;
  readonly bindings?: readonly object[];
  readonly migrations?: object;
  readonly metadata?: object;
}

export function scriptForm({ source, bindings = [], migrations, metadata = {} }: ScriptOptions): FormData {
  const form = new FormData();
  const about = { main_module: "index.js", compatibility_date: "2026-10-01", bindings, migrations, ...metadata };
  form.set("metadata", JSON.stringify(about));
  form.set("index.js", new File([source], "index.js", { type: "application/javascript+module" }));
  return form;
}

/** Uploads a script and puts it on `<name>.demo.workers.localhost`. */
export async function deploy(edge: Edge | { apiUrl: string }, name: string, options: ScriptOptions): Promise<void> {
  const { envelope } = await call(edge, `PUT /accounts/:a/workers/scripts/${name}`, scriptForm(options));
  if (!envelope.success) throw new Error(JSON.stringify(envelope.errors));
  await call(edge, `POST /accounts/:a/workers/scripts/${name}/subdomain`, { enabled: true });
}

export function hostOf(name: string): string {
  return `${name}.demo.workers.localhost`;
}

/** Opens a request to the mirrors' port and resolves with the answer's head; the body is the caller's to read. */
export function ask(
  port: number,
  host: string,
  options: RequestOptions & { body?: string } = {},
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const { body, headers, ...rest } = options;
    const outgoing = request(
      { port, host: "127.0.0.1", agent: false, ...rest, headers: { Host: host, ...headers } },
      resolve,
    );
    outgoing.on("error", reject).end(body);
  });
}

export async function textOf(answer: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of answer.setEncoding("utf8")) text += chunk;
  return text;
}

export async function get(port: number, host: string, path = "/"): Promise<string> {
  return textOf(await ask(port, host, { path }));
}

export interface EdgeProcess {
  readonly child: ChildProcess;
  readonly port: number;
  readonly apiUrl: string;
}

/** An edge in a process of its own, to measure or to kill. */
export async function spawnEdge(stateDir: string, options: Partial<EdgeOptions> = {}): Promise<EdgeProcess> {
  const entry = fileURLToPath(new URL("edge-process.ts", import.meta.url));
  const child = spawn(process.execPath, [entry, JSON.stringify({ stateDir, port: 0, accounts, ...options })], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGTERM");
    await once(child, "exit");
  });
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  return { child, ...(JSON.parse(line.toString()) as { port: number; apiUrl: string }) };
}
