// Firefox, driven by WebDriver BiDi over its own WebSocket (w3.org/TR/webdriver-bidi): no driver program is needed. Only
// what the table of escapes needs: tabs, their addresses, a click.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { WebSocket } from "ws";

export interface Firefox {
  readonly version: string;
  openTab(): Promise<string>;
  go(tab: string, url: string): Promise<void>;
  evaluate(tab: string, expression: string): Promise<unknown>;
  click(tab: string, selector: string): Promise<void>;
  closeOthers(kept: string): Promise<void>;
  close(): Promise<void>;
}

type Preferences = Readonly<Record<string, string | number | boolean>>;
type Ask = (method: string, params: object, milliseconds?: number) => Promise<Answer>;
type Answer = Readonly<Record<string, unknown>>;

const ANSWER_MILLISECONDS = 8000;
/** It listens before it is ready. */
const START_MILLISECONDS = 90_000;

export async function launchFirefox(program: string, preferences: Preferences): Promise<Firefox> {
  const profile = await mkdtemp(join(tmpdir(), "hezar-firefox-"));
  const lines = Object.entries(preferences).map(
    (pair) => `user_pref(${pair.map((one) => JSON.stringify(one)).join(", ")});`,
  );
  await writeFile(join(profile, "user.js"), lines.join("\n"));
  const child = spawn(program, ["--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0"], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const address = await new Promise<string>((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`Firefox ended with ${code}`)));
    createInterface({ input: child.stderr }).on("line", (line) => {
      const [, found] = /WebDriver BiDi listening on (ws:\S+)/.exec(line) ?? [];
      if (found !== undefined) resolve(found);
    });
  });
  const ask = await connect(`${address}/session`);
  const session = await ask("session.new", { capabilities: {} }, START_MILLISECONDS);
  const evaluate = async (tab: string, expression: string) => {
    const answer = await ask("script.evaluate", { expression, target: { context: tab }, awaitPromise: true });
    return (answer.result as Answer | undefined)?.value;
  };
  return {
    evaluate,
    version: String((session.capabilities as Answer).browserVersion),
    openTab: async () => String((await ask("browsingContext.create", { type: "tab" }, START_MILLISECONDS)).context),
    // A page may leave before it has loaded; no failure here says anything.
    go: async (tab, url) =>
      void (await ask("browsingContext.navigate", { context: tab, url, wait: "interactive" }).catch(() => undefined)),
    click: async (tab, selector) => {
      const centre = `(() => { const { x, y, width, height } = document.querySelector(${JSON.stringify(selector)}).getBoundingClientRect(); return Math.round(x + width / 2) + "," + Math.round(y + height / 2) })()`;
      const [x, y] = String(await evaluate(tab, centre))
        .split(",")
        .map(Number);
      const actions = [
        { type: "pointerMove", x, y },
        { type: "pointerDown", button: 0 },
        { type: "pointerUp", button: 0 },
      ];
      await ask("input.performActions", { context: tab, actions: [{ type: "pointer", id: "mouse", actions }] }).catch(
        () => undefined,
      );
    },
    closeOthers: async (kept) => {
      const { contexts } = await ask("browsingContext.getTree", { maxDepth: 0 });
      const others = (contexts as readonly Answer[])
        .map(({ context }) => context)
        .filter((context) => context !== kept);
      for (const context of others) await ask("browsingContext.close", { context }).catch(() => undefined);
    },
    close: async () => {
      child.kill("SIGTERM");
      await once(child, "exit");
      await rm(profile, { recursive: true, force: true });
    },
  };
}

async function connect(address: string): Promise<Ask> {
  const socket = new WebSocket(address);
  await once(socket, "open");
  const waiting = new Map<number, { resolve(answer: Answer): void; reject(error: Error): void }>();
  socket.on("message", (data) => {
    const { id, result, error, message } = JSON.parse(String(data)) as Answer;
    const asked = waiting.get(Number(id));
    waiting.delete(Number(id));
    if (error === undefined) asked?.resolve(result as Answer);
    else asked?.reject(new Error(`${error}: ${message}`));
  });
  let last = 0;
  return (method, params, milliseconds = ANSWER_MILLISECONDS) =>
    new Promise((resolve, reject) => {
      const id = ++last;
      waiting.set(id, { resolve, reject });
      setTimeout(() => reject(new Error(`${method} was not answered`)), milliseconds).unref();
      socket.send(JSON.stringify({ id, method, params }));
    });
}
