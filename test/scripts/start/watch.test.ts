// What somebody at a terminal sees of `hezar status --watch`: one table drawn over itself, and only what is new.

import { describe, expect, it } from "vitest";
import { createWardenClient } from "../../../scripts/operator/wardenclient.ts";
import type { Reach } from "../../../scripts/reach.ts";
import { watchMesh } from "../../../scripts/start/watch.ts";
import { createScreen } from "../../../scripts/terminal/screen.ts";
import type { MeshEvent, MeshStatus, Mirror } from "../../../shared/wardenapi.ts";

const MIRROR: Mirror = {
  ...{ hostname: "kestrel.a.example", zone: "a.example", account: "main", service: "news", state: "live" },
  ...{ door: "abcdefgh", origin: "https://kestrel.a.example", createdAt: 1000, changedAt: 1000, groups: 1 },
};
const STATUS: MeshStatus = {
  ...{ now: 2000, services: [], zones: [], mirrors: [MIRROR], orders: [], blocklist: { version: 1, entries: [] } },
  ...{
    groups: { lineages: 1, groups: 1, readers: 3 },
    keyring: undefined,
    unpublished: [],
    accounts: [],
    snapshots: [],
  },
  ...{ quota: [], verdicts: [], weather: [], wishes: [], events: [{ id: 4, at: 1000, event: "minted" }] },
};
const burned: MeshEvent = {
  id: 5,
  at: 2000,
  event: "burned",
  hostname: MIRROR.hostname,
  service: "news",
  detail: "censor",
};
const claimed: MeshEvent = { id: 6, at: 2001, event: "claimed", hostname: "heron.a.example", service: "news" };

interface Look {
  /** What the warden has after an event, and how it stands; each look asks for the first, a person's for both. */
  readonly events: (look: number) => readonly MeshEvent[];
  readonly status?: (look: number) => MeshStatus;
  readonly looks: number;
  readonly terminal?: boolean;
  readonly json?: boolean;
}

/** Everything that was written until so many looks were over, and after which event each look asked. */
async function watch({ events, status = () => STATUS, looks, terminal = true, json = false }: Look) {
  const written: string[] = [];
  const asked: number[] = [];
  const ended = new AbortController();
  const stdout = { write: (text: string) => written.push(text), isTTY: terminal, columns: 100, rows: 40 };
  const screen = createScreen({ stdout, stderr: { write: () => undefined }, env: { NO_COLOR: "1" } }, json);
  const reach: Reach = async (url) => {
    const { pathname, searchParams } = new URL(url);
    if (pathname === "/status") return Response.json(status(asked.length - 1));
    asked.push(Number(searchParams.get("after")));
    if (asked.length === looks) ended.abort();
    return Response.json({ events: events(asked.length - 1) });
  };
  const warden = createWardenClient({ url: "https://warden.example", token: "token", reach, attempts: 1 });
  await watchMesh({ warden, screen, everyMilliseconds: 0, signal: ended.signal });
  return { written, asked };
}

describe("hezar status --watch, at a terminal", () => {
  it("draws the table, then what is new below it, over what it drew before", async () => {
    const burnt = { ...STATUS, mirrors: [{ ...MIRROR, state: "burned" as const }] };
    const { written, asked } = await watch({
      events: (look) => (look === 1 ? [burned, claimed] : []),
      status: (look) => (look < 1 ? STATUS : burnt),
      looks: 3,
    });
    expect(asked).toEqual([4, 4, 6]);
    const [first = "", second = ""] = written;
    expect(first).toMatch(/kestrel\.a\.example +● live +news +1 +16m/);
    // Nothing moved at the third look.
    expect(written).toHaveLength(2);
    expect(second.startsWith(`\u001b[${first.split("\n").length - 1}A\u001b[0J`)).toBe(true);
    expect(second).toMatch(/kestrel\.a\.example +✕ burned/);
    expect(second).toMatch(/burned +kestrel\.a\.example {2}censor\n$/);
    expect(second).not.toContain("heron");
  });

  it("says that the warden does not answer, and goes on", async () => {
    const { written } = await watch({
      events: (look) => (look === 1 ? refuse() : []),
      looks: 3,
    });
    expect(written).toHaveLength(2);
    expect(written[1]).toContain("kestrel.a.example");
    expect(written[1]).toContain("The warden does not answer; asking again.");
  });
});

describe("hezar status --watch, into a pipe", () => {
  it("is a line an event, without the steps between", async () => {
    const { written } = await watch({
      events: (look) => (look === 0 ? [burned, claimed] : []),
      looks: 2,
      terminal: false,
    });
    expect(written).toEqual([expect.stringMatching(/^\d\d:\d\d:\d\d {2}burned +kestrel\.a\.example {2}censor\n$/)]);
  });

  it("is a line of JSON an event, all of them, with --json", async () => {
    const answers = { events: () => [burned, claimed], looks: 1, terminal: false, json: true };
    const { written } = await watch(answers);
    expect(written.map((line) => JSON.parse(line))).toEqual([
      { event: "burned", hostname: "kestrel.a.example", service: "news", at: "1970-01-01T00:33:20.000Z" },
      { event: "claimed", hostname: "heron.a.example", service: "news", at: "1970-01-01T00:33:21.000Z" },
    ]);
  });
});

function refuse(): never {
  throw new Error("no route to host");
}
