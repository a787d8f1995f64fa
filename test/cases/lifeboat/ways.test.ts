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
