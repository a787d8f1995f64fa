// What is told and what is not: news once, again after six hours, nothing of readers, and a failing channel is said and
// tried again.

import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Pass } from "../../../scripts/autopilot/pass.ts";
import { createHerald } from "../../../scripts/notify/herald.ts";
import type { Message } from "../../../scripts/notify/notice.ts";
import type { Operator } from "../../../scripts/operator/operator.ts";
import type { MeshEvent, MeshStatus } from "../../../shared/wardenapi.ts";
import { createTestClock } from "../../support/testclock.ts";

const QUIET: Pass = { done: [], holds: [], minted: [], failures: [], unwell: new Set() };
const HOUR_MS = 3_600_000;

describe("the herald", () => {
  let server: Server;
  let url: string;
  let status = 200;
  let told: string[][] = [];
  beforeAll(async () => {
    server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const { notices } = JSON.parse(Buffer.concat(chunks).toString()) as Message;
      if (status === 200) told.push(notices.map(({ says }) => says));
      response.writeHead(status).end();
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());

  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), "hezar-notices-"));
    status = 200;
    told = [];
  });
  afterEach(() => rm(dir, { recursive: true }));

  const clock = createTestClock();
  const events: MeshEvent[] = [];
  const warden = {
    events: async (after: number) => events.filter(({ id }) => id > after),
    status: async () => ({ events }) as unknown as MeshStatus,
  };
  /** A new process each time: what it remembers lies in the state directory. */
  const herald = (env: Readonly<Record<string, string>> = { HOOK_KEY: "k" }) => {
    const config = { mesh: "my-mesh", notify: { webhook: { url, secretEnv: "HOOK_KEY" } } };
    return createHerald({ config, state: { dir } } as unknown as Operator, { env, warden, clock });
  };
  const failed = (what: string): Pass => ({ ...QUIET, failures: [{ what, next: "Look." }] });

  test("tells the same trouble once in six hours, whichever process it is", async () => {
    for (const hours of [0, 1, 4, 1, 1]) {
      clock.advance(hours * HOUR_MS);
      expect(await herald().tell(failed("the account is full"))).toEqual([]);
    }
    expect(told).toEqual([["the account is full"], ["the account is full"]]);
  });

  test("tells of burns since it last looked, not of those before its first look", async () => {
    events.splice(0, Infinity, { id: 1, at: 0, event: "burned", hostname: "old.a.example", detail: "censor IR" });
    await herald().tell(QUIET);
    events.push({ id: 2, at: 0, event: "burned", hostname: "new.a.example", detail: "censor IR" });
    events.push({ id: 3, at: 0, event: "minted", hostname: "fresh.b.example" });
    await herald().tell(QUIET);
    await herald().tell(QUIET);
    expect(told).toEqual([["new.a.example is burned (censor IR); its readers were given others"]]);
  });

  test("tells each turn of the weather and of an account, however soon it comes", async () => {
    const story = (id: number, event: MeshEvent["event"], detail: string): MeshEvent => ({ id, at: 0, event, detail });
    events.splice(0, Infinity);
    await herald().tell(QUIET);
    events.push(story(4, "weather", "shutdown IR"), story(5, "weather", "normal IR"));
    events.push(story(6, "account-trouble", "second dead"), story(7, "account-well", "second"));
    await herald().tell(QUIET);
    expect(told).toEqual([
      [
        "The weather has changed: shutdown IR",
        "The weather has changed: normal IR",
        "An account is in trouble: second dead",
        "The account second is well again",
      ],
    ]);
  });

  test("tells again what only a failing channel was given", async () => {
    status = 500;
    expect(await herald().tell(failed("no zone"))).toEqual(["notify.webhook: HTTP 500"]);
    status = 200;
    expect(await herald().tell(failed("no zone"))).toEqual([]);
    expect(told).toEqual([["no zone"]]);
  });

  test("tells of weather and of orders without a zone, not of what merely waits its turn", async () => {
    const hold = { kind: "hold", service: "news", count: 2 } as const;
    await herald().tell({
      ...QUIET,
      holds: [
        { ...hold, why: "weather", detail: "IR: shutdown" },
        { ...hold, why: "no zone" },
        { ...hold, why: "spacing" },
        { ...hold, why: "daylight" },
      ],
    });
    expect(told).toEqual([
      [expect.stringContaining("IR: shutdown"), "2 mirrors of news cannot be minted: no zone is left"],
    ]);
  });

  test("tells what was seen from outside, but for what befell an account, which is an event already", async () => {
    const signals = [
      { at: 0, kind: "origin-down", service: "news", detail: "5xx on every mirror" },
      { at: 0, kind: "limit-1027", account: "second", detail: "error code: 1027" },
    ] as const;
    const empty = { mirrors: [], accounts: [], flagged: [], refused: [], burned: [], quota: [], troubles: [] };
    await herald().tell({ ...QUIET, health: { ...empty, signals } });
    expect(told).toEqual([
      ["Seen from outside: the origin of news is down: every mirror that was looked at fails alike"],
    ]);
  });

  test("says which secret is missing, and tells nobody then", async () => {
    expect(await herald({}).tell(failed("no zone"))).toEqual([expect.stringContaining("HOOK_KEY is not set")]);
    expect(told).toEqual([]);
    expect(herald({}).channels).toEqual([]);
  });

  test("a trial goes out whatever was told before", async () => {
    expect(await herald().trial()).toEqual([]);
    expect(await herald().trial()).toEqual([]);
    expect(told).toHaveLength(2);
  });

  test("remembers keys and times only, in a file of the operator's own", async () => {
    await herald().tell(failed("no zone"));
    const remembered = JSON.parse(await readFile(join(dir, "notices.json"), "utf8"));
    expect(remembered).toEqual({ told: { "failed no zone": expect.any(Number) }, lastEvent: expect.any(Number) });
  });
});
