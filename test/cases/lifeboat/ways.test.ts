// What the ways reckon with: how long an answer takes, whose it is, where a body goes on.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { frontOfAnswer } from "../../../shared/domain/failover.ts";
import { openHead, sealHead } from "../../../shared/domain/failoverhead.ts";
import { answerMark, MARK_HEADER } from "../../../shared/domain/mark.ts";
import { createLiveness } from "../../../workers/lifeboat/failover/liveness.ts";
import { createMarks } from "../../../workers/lifeboat/failover/marks.ts";
import { readAnswer, redirectOf } from "../../../workers/lifeboat/failover/rebuild.ts";
import { askingFor, begunBy, startOf } from "../../../workers/lifeboat/failover/resume.ts";
import { createSlowLine, type SlowLine } from "../../support/slowline.ts";

describe("how long to wait for an answer", () => {
  test("is 600 ms before any came", () => expect(createLiveness().delay()).toBe(600));

  test.each([
    [20, 250],
    [150, 250],
    [2_000, 700],
  ])("answers after %i ms: %i ms", (tookMs, expected) => {
    const liveness = createLiveness();
    for (let at = 0; at < 50; at++) liveness.seen(at, tookMs);
    expect(liveness.delay()).toBe(expected);
  });

  test("grows with their spread", () => {
    const liveness = createLiveness();
    for (let at = 0; at < 50; at++) liveness.seen(at, at % 2 ? 100 : 200);
    expect(liveness.delay()).toBeGreaterThan(250);
  });

  test("whoever waits for it hears what comes next: an answer, or its death", async () => {
    const liveness = createLiveness();
    const answered = liveness.next();
    liveness.seen(100);
    const died = liveness.next();
    liveness.died(200);
    liveness.seen(300);
    expect([await answered, await died]).toEqual([true, false]);
  });

  test("a dead mirror is due once in so long", () => {
    const liveness = createLiveness();
    liveness.died(0);
    expect([100, 300, 301, 600].map((now) => liveness.isDue(now, 300))).toEqual([false, true, false, true]);
    liveness.seen(700);
    expect([liveness.isDead(), liveness.isDue(2_000, 300)]).toEqual([false, false]);
  });
});

describe("whose an answer is", () => {
  const key = new Uint8Array(32).fill(3);
  const NOW = 1_800_000_000_000;
  const marked = async (hoursAgo: number, boat = key) => {
    const hour = Math.floor(NOW / 3_600_000) - hoursAgo;
    return createMarks(key, () => NOW)(new Headers({ [MARK_HEADER]: await answerMark(boat, hour) }));
  };

  test.each([-1, 0, 1, 24, 30 * 24])("the mirror's own, %i hours old", async (hours) => {
    expect(await marked(hours)).toBe(true);
  });
  test("with another reader's mark it is not", async () => {
    expect(await marked(0, new Uint8Array(32))).toBe(false);
  });
  test("without one it is not", async () => {
    expect(await createMarks(key, () => NOW)(new Headers())).toBe(false);
  });
});

describe("another mirror's answer", () => {
  const head = { status: 200, headers: [["content-type", "text/plain"]] as const, jar: [] };
  const readerOf = (bytes: Uint8Array<ArrayBuffer>, lengths: readonly number[]) => {
    let turn = 0;
    let at = 0;
    return new ReadableStream<Uint8Array<ArrayBuffer>>({
      pull(controller) {
        if (at >= bytes.length) return controller.close();
        const chunk = bytes.slice(at, at + (lengths[turn++ % lengths.length] ?? 1));
        at += chunk.length;
        controller.enqueue(chunk);
      },
    }).getReader();
  };

  const place = { boatKey: new Uint8Array(32).fill(3), to: "b.example", id: "0123456789abcdef" };
  const open = (sealed: Uint8Array) => openHead(sealed, place);
  const sealedOf = async (said: unknown, more: Partial<typeof place> = {}) =>
    frontOfAnswer(await sealHead(said as never, { ...place, ...more, nonce: new Uint8Array(12) }));

  test("is the same in whatever pieces it comes", async () => {
    const pieces = fc.array(fc.integer({ min: 1, max: 80 }), { minLength: 1, maxLength: 5 });
    const front = await sealedOf(head);
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), pieces, async (body, lengths) => {
        const answer = await readAnswer(readerOf(new Uint8Array([...front, ...body]), lengths), open);
        expect(answer?.head).toEqual(head);
        const rest: number[] = [];
        for (;;) {
          const { done, value } = (await answer?.body.read()) ?? { done: true };
          if (done || !value) break;
          rest.push(...value);
        }
        expect(rest).toEqual([...body]);
      }),
    );
  });

  const plain = new TextEncoder().encode(JSON.stringify(head));
  const entry = { id: "00".repeat(8), sealed: "AAAA" };
  test.each<readonly [string, () => Promise<Uint8Array> | Uint8Array]>([
    ["nothing", () => new Uint8Array()],
    ["half a head", async () => (await sealedOf(head)).subarray(0, 9)],
    ["a page", () => new TextEncoder().encode("<!doctype html>")],
    ["an empty head", () => Uint8Array.of(0, 0, 0, 0, 1)],
    ["a head without end", () => Uint8Array.of(255, 255, 255, 255, 1)],
    ["a head in the clear: whoever took over the hostname", () => frontOfAnswer(plain)],
    ["sealed under another key", () => sealedOf(head, { boatKey: new Uint8Array(32).fill(4) })],
    ["another mirror's", () => sealedOf(head, { to: "c.example" })],
    ["an old answer to another request", () => sealedOf(head, { id: "0123456789abcdee" })],
    ["no JSON of a head", () => sealedOf("x")],
    ["a status no answer can have", () => sealedOf({ ...head, status: 101 })],
    ["a status out of range", () => sealedOf({ ...head, status: 1e9 })],
    ["a header that breaks the line", () => sealedOf({ ...head, headers: [["x", "a\r\nset-cookie: b"]] })],
    ["a header that no browser takes", () => sealedOf({ ...head, headers: [["x", "سلام"]] })],
    ["a header's name with a space", () => sealedOf({ ...head, headers: [["x y", ""]] })],
    ["headers that are none", () => sealedOf({ ...head, headers: "abc" })],
    ["a jar's id that would spoil all later requests", () => sealedOf({ ...head, jar: [{ ...entry, id: "x" }] })],
    [
      "a cookie too large to be sent again",
      () => sealedOf({ ...head, jar: [{ ...entry, sealed: "A".repeat(12_001) }] }),
    ],
    ["a carried ticket of another length", () => sealedOf({ ...head, carried: "AAAA" })],
    ["a field too many", () => sealedOf({ ...head, roster: "hezar-roster 1 9" })],
  ])("%s is none", async (_, bytes) => {
    expect(await readAnswer(readerOf(Uint8Array.from(await bytes()), [4]), open)).toBeUndefined();
  });

  test("a redirect leads to where it would at home, fragment and all", () => {
    const to = (location: string, status = 302) =>
      redirectOf({ status, headers: [["Location", location]], jar: [] }, "https://m.zone/a/b#part");
    expect(to("c")).toBe("https://m.zone/a/c#part");
    expect(to("/c#own")).toBe("https://m.zone/c#own");
    expect(to("/c", 200)).toBeUndefined();
    expect(to("http://[")).toBeUndefined();
  });
});

describe("where a body goes on", () => {
  const plain = { status: 200, headers: new Headers({ etag: '"one"' }) };
  const part = { status: 206, headers: new Headers({ etag: '"one"', "content-range": "bytes 100-199/500" }) };
  const answer = (status: number, range?: string) => ({
    status,
    headers: range ? ([["Content-Range", range]] as const) : [],
    jar: [],
  });

  test("by its strong validator, from the byte the page waits for", () => {
    expect(askingFor([["accept", "*/*"]], begunBy(plain), 7)).toEqual([
      ["accept", "*/*"],
      ["range", "bytes=7-"],
      ["if-range", '"one"'],
    ]);
    expect(askingFor([["Range", "bytes=100-199"]], begunBy(part), 7)).toEqual([
      ["range", "bytes=107-199"],
      ["if-range", '"one"'],
    ]);
  });

  test.each([
    ["a weak validator", { etag: 'W/"one"' }],
    ["no validator", {}],
    ["a body the browser decoded", { etag: '"one"', "content-encoding": "gzip" }],
  ])("from the start with %s", (_, headers) => {
    const begun = begunBy({ status: 200, headers: new Headers(headers as Record<string, string>) });
    expect(askingFor([["accept", "*/*"]], begun, 7)).toEqual([["accept", "*/*"]]);
  });

  test.each([
    ["the rest", plain, answer(206, "bytes 7-499/500"), 7],
    ["the whole once more", plain, answer(200), 0],
    ["the rest of a part", part, answer(206, "bytes 107-199/500"), 7],
    ["the part once more", part, answer(206, "bytes 100-199/500"), 0],
    ["another part", plain, answer(206, "bytes 9-499/500"), undefined],
    ["the whole of a part", part, answer(200), undefined],
    ["nothing found", plain, answer(404), undefined],
    ["a part from the start of a whole", plain, answer(206, "bytes 0-499/500"), undefined],
  ])("%s", (_, begun, given, expected) => {
    expect(startOf(given, begunBy(begun), 7)).toBe(expected);
  });
});

const RTTS = [50, 250, 700, 1500];
const namesIn = (said: SlowLine["said"]) => [...new Set(said.map(({ name }) => name))];

describe("on a line on which every answer takes long", () => {
  const slow = RTTS.filter((rttMs) => rttMs > 50);
  /** Its connection is open, and nothing has been asked for a while. */
  const rested = async (rttMs: number, more: Partial<Parameters<typeof createSlowLine>[0]> = {}) => {
    const line = await createSlowLine({ rttMs, others: ["b", "c", "d"], familiar: "b", ...more });
    await line.send("/before");
    await line.pass(60_000);
    return line;
  };

  test.each(slow)("of %i ms a page after a pause, or the first, takes no living mirror for dead", async (rttMs) => {
    const cold = await createSlowLine({ rttMs, others: ["b", "c", "d"], familiar: "b" });
    const warm = await rested(rttMs);
    for (const line of [cold, warm]) {
      expect(["own", "b"]).toContain(await line.send("/page"));
      await line.pass(60_000);
      expect(line.deaths).toEqual([]);
    }
  });

  test.each(slow)("of %i ms no new one is named once the page has its answer", async (rttMs) => {
    const line = await rested(rttMs);
    const before = new Set(["b", ...namesIn(line.said)]);
    await line.send("/page");
    await line.pass(60_000);
    expect(namesIn(line.said).filter((name) => !before.has(name))).toEqual([]);
  });

  test("a page that has its answer has nobody else asked, though whoever was asked beside is slow", async () => {
    const service = (_: string, by: string) => (by === "own" ? 500 : 20_000);
    const line = await createSlowLine({ rttMs: 700, others: ["b", "c", "d"], familiar: "b", service });
    expect(await line.send("/page")).toBe("own");
    await line.pass(60_000);
    expect(namesIn(line.said)).toEqual(["own", "b"]);
  });

  test.each(slow)("of %i ms a page that has its lifeboat look hears that its mirror lives", async (rttMs) => {
    const line = await rested(rttMs);
    await line.run(line.ways.look(0));
    expect(line.deaths).toEqual([]);
  });

  test.each(slow.flatMap((rttMs) => [undefined, "b"].map((familiar) => ({ rttMs, familiar }))))(
    "of $rttMs ms a POST after a pause goes to its own mirror, and once, where $familiar is known",
    async ({ rttMs, familiar }) => {
      const cold = await createSlowLine({ rttMs, others: ["b", "c", "d"], ...(familiar && { familiar }) });
      const warm = await rested(rttMs);
      for (const line of [cold, warm]) {
        expect(await line.send("/form", { method: "POST", body: "a=b" })).toBe("own");
        expect([line.sent("POST /form"), line.deaths]).toEqual([["own"], []]);
      }
    },
  );

  test.each(slow)("of %i ms a small PUT after a pause is done once", async (rttMs) => {
    const line = await rested(rttMs, { service: (path) => (path === "/put" ? 1_000 : 0) });
    expect(await line.send("/put", { method: "PUT", body: "a=b" })).toBe("own");
    expect([line.sent("PUT /put"), line.deaths]).toEqual([["own"], []]);
  });

  test.each(slow)("of %i ms many looks at once are one", async (rttMs) => {
    const line = await rested(rttMs);
    const before = line.said.length;
    await line.run(Promise.all(Array.from({ length: 9 }, () => line.ways.look(0))));
    // The small question, both knocks, and the question with patience.
    expect(line.said.length - before).toBeLessThanOrEqual(4);
  });
});

describe("where the own mirror fell silent", () => {
  const silenced = async (rttMs: number, more: Partial<Parameters<typeof createSlowLine>[0]> = {}) => {
    const silent = new Set<string>();
    const line = await createSlowLine({ rttMs, others: [..."bcdefghij"], silent, ...more });
    await line.send("/before");
    await line.pass(60_000);
    silent.add("own");
    return line;
  };

  test.each([undefined, "b"])("a page and a form go on within 1.5 s (%s is known)", async (familiar) => {
    const first = await silenced(20, familiar ? { familiar } : {});
    const began = first.now();
    expect(await first.send("/page")).toBe("b");
    expect(first.now() - began).toBeLessThan(1_500);
    const form = await silenced(20, familiar ? { familiar } : {});
    expect(await form.send("/form", { method: "POST", body: "a=b" })).toBe("b");
    expect(form.now() - began).toBeLessThan(1_500);
    expect(form.sent("POST /form")).toEqual(["b"]);
  });

  test("what the page by another mirror is made of goes there at once", async () => {
    const line = await silenced(20);
    await line.send("/page");
    const began = line.now();
    expect(await line.send("/picture", { destination: "image" })).toBe("b");
    expect(line.now() - began).toBeLessThan(100);
    expect(line.deaths).toHaveLength(1);
  });

  test("whatever waits for it goes on as soon as it is known to be dead", async () => {
    const line = await silenced(20);
    const began = line.now();
    const page = line.send("/page");
    const later = line.run(line.ways.ask({ method: "GET", url: "https://own.example/x", headers: [] }));
    const picture = later.then(() => line.send("/picture", { destination: "image" }));
    expect([await page, await picture]).toEqual(["b", "b"]);
    expect(line.now() - began).toBeLessThan(1_500);
  });

  test.each(RTTS)("a form is taken by another once, however long that takes to answer: %i ms", async (rttMs) => {
    const line = await silenced(rttMs, { service: (path) => (path === "/form" ? 25_000 : 0) });
    expect(await line.send("/form", { method: "POST", body: "a=b" })).toBe("b");
    await line.pass(60_000);
    expect(line.sent("POST /form")).toEqual(["b"]);
    expect(namesIn(line.said).length).toBeLessThanOrEqual(3);
    expect(line.failing()).toEqual({ own: "stall" });
  });

  test.each(RTTS)("a page and a form are taken by the only other there is: %i ms", async (rttMs) => {
    const away = await silenced(rttMs, { others: ["b"] });
    expect(await away.send("/page")).toBe("b");
    const line = await silenced(rttMs, { others: ["b"] });
    expect(await line.send("/form", { method: "POST", body: "a=b" })).toBe("b");
  });

  test("a form whose next one is silent as well goes on to a third, and whoever was silent is noted", async () => {
    const silent = new Set(["b"]);
    const line = await silenced(20, { silent });
    silent.add("own");
    expect(await line.send("/form", { method: "POST", body: "a=b" })).toBe("c");
    expect(line.sent("POST /form")).toEqual(["c"]);
    await line.pass(20_000);
    expect(line.failing()).toMatchObject({ b: "stall" });
  });

  test("a form that is sent on with its body is sent once there too", async () => {
    const line = await silenced(20, {
      redirects: { "/form": "/next" },
      service: (path) => (path === "/next" ? 25_000 : 0),
    });
    const form = new Request("https://own.example/form", { method: "POST", body: "a=b" });
    const event = {
      request: new Request("https://own.example/page"),
      resultingClientId: "",
      waitUntil: () => undefined,
    };
    const answer = await line.run(line.ways.send(form, { event }));
    expect(await line.run(answer.text())).toBe("b");
    expect([line.sent("POST /form"), line.sent("POST /next")]).toEqual([["b"], ["b"]]);
  });
});

describe("what a living mirror takes long to answer", () => {
  const others = ["b", "c", "d"];
  const slowly = (milliseconds: number) => ({
    ...{ rttMs: 20, others, familiar: "b" },
    service: (path: string) => (path === "/slow" ? milliseconds : 0),
  });

  test("is not asked of others where a script asks: a poll that is left open would lose what it takes away", async () => {
    const line = await createSlowLine(slowly(29_000));
    expect(await line.send("/slow", { destination: "empty" })).toBe("own");
    expect(line.sent("GET /slow")).toEqual(["own"]);
  });

  test("nor is it by way of another mirror", async () => {
    const line = await createSlowLine({ ...slowly(29_000), silent: new Set(["own"]) });
    await line.send("/page");
    expect(await line.send("/slow", { destination: "empty" })).toBe("b");
    expect(line.sent("GET /slow")).toEqual(["b"]);
  });

  test("and never answers a script, another is asked after all", async () => {
    const service = (path: string, by: string) => (path === "/slow" && by === "own" ? Number.POSITIVE_INFINITY : 0);
    const line = await createSlowLine({ ...slowly(0), service });
    expect(await line.send("/slow", { destination: "empty" })).toBe("b");
    expect(line.now()).toBeGreaterThan(30_000);
  });

  test("is asked of another after 4 s where it is part of a page: its connection may be dead", async () => {
    const service = (path: string, by: string) => (path === "/slow" && by === "own" ? Number.POSITIVE_INFINITY : 0);
    const line = await createSlowLine({ ...slowly(0), service });
    expect(await line.send("/slow", { destination: "image" })).toBe("b");
    expect(line.now()).toBeLessThan(6_000);
  });

  test("is done once where it is a PUT", async () => {
    const line = await createSlowLine(slowly(20_000));
    expect(await line.send("/slow", { method: "PUT", body: "a=b" })).toBe("own");
    expect(line.sent("PUT /slow")).toEqual(["own"]);
  });

  test("and never answers a PUT, another is asked after all", async () => {
    const service = (path: string, by: string) => (path === "/slow" && by === "own" ? Number.POSITIVE_INFINITY : 0);
    const line = await createSlowLine({ ...slowly(0), service });
    expect(await line.send("/slow", { method: "PUT", body: "a=b" })).toBe("b");
    expect(line.now()).toBeGreaterThan(30_000);
  });

  test("and answers after another did is read by nobody, and not left open", async () => {
    const service = (path: string, by: string) => (path === "/slow" && by !== "c" ? 9_000 : 0);
    const away = await createSlowLine({ ...slowly(0), service, silent: new Set(["own"]) });
    expect(await away.send("/slow")).toBe("c");
    const home = await createSlowLine({ ...slowly(0), service: (_, by) => (by === "own" ? 9_000 : 0) });
    expect(await home.send("/slow")).toBe("b");
    for (const line of [away, home]) await line.pass(20_000);
    expect([away.unread, home.unread]).toEqual([["b"], ["own"]]);
  });
});

describe("a mirror that lives and is cut off", () => {
  const cutting = () => createSlowLine({ rttMs: 20, familiar: "b", cut: (path) => path.startsWith("/cut") });

  test("once is an accident", async () => {
    const line = await cutting();
    expect(await line.send("/cut")).toBe("document");
    await line.pass(1_000);
    expect([line.deaths, line.ways.isAway()]).toEqual([[], false]);
  });

  test("twice within a minute is blocked until its while is over, and that is noted", async () => {
    const line = await cutting();
    await line.send("/cut");
    await line.pass(20_000);
    await line.send("/cut");
    await line.pass(60_000);
    expect([line.ways.isAway(), line.failing()]).toEqual([true, { own: "cut" }]);
    expect(await line.send("/page")).toBe("b");
    await line.pass(240_000);
    await line.send("/page");
    await line.pass(1_000);
    expect([await line.send("/page"), line.deaths]).toEqual(["own", [expect.any(Number)]]);
  });

  test("is not what its service is that breaks off everywhere", async () => {
    const line = await createSlowLine({
      ...{ rttMs: 20, familiar: "b", cut: (path) => path.startsWith("/cut"), isCutEverywhere: true },
    });
    for (const path of ["/cut1", "/cut2", "/cut3"]) {
      await line.send(path);
      await line.pass(10_000);
    }
    expect([line.ways.isAway(), line.deaths]).toEqual([false, []]);
  });

  test("in all that it sends at one moment is cut once", async () => {
    const line = await cutting();
    await Promise.all(["/cut1", "/cut2", "/cut3"].map((path) => line.send(path)));
    await line.pass(1_000);
    expect(line.ways.isAway()).toBe(false);
  });
});

describe("a name that is blocked while a connection to it stands", () => {
  test("is found out where a socket does not open, which takes a connection of its own", async () => {
    const shut = new Set<string>();
    const line = await createSlowLine({ rttMs: 20, familiar: "b", shut });
    await line.send("/page");
    shut.add("own");
    await line.run(line.ways.look(0));
    expect(line.ways.isAway()).toBe(false);
    await line.run(line.ways.reach());
    expect([line.ways.isAway(), line.failing()]).toEqual([true, { own: "tcp" }]);
    expect(await line.send("/page")).toBe("b");
  });

  test("is not what it is where the service refuses the socket, or the line is slow", async () => {
    for (const rttMs of [20, 2_000]) {
      const line = await createSlowLine({ rttMs, familiar: "b" });
      await line.send("/page");
      await line.run(line.ways.reach());
      expect(line.ways.isAway()).toBe(false);
    }
  });
});
