// What the ways reckon with: how long an answer takes, whose it is, where a body goes on.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { writeHead } from "../../../shared/domain/failover.ts";
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

  test("is the same in whatever pieces it comes", async () => {
    const pieces = fc.array(fc.integer({ min: 1, max: 80 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), pieces, async (body, lengths) => {
        const bytes = new Uint8Array([...writeHead(head), ...body]);
        const answer = await readAnswer(readerOf(bytes, lengths));
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

  test.each([
    ["nothing", []],
    ["half a head", [...writeHead(head)].slice(0, 9)],
    ["a page", [...new TextEncoder().encode("<!doctype html>")]],
    ["no JSON", [0, 0, 0, 2, 120, 120]],
    ["an empty head", [0, 0, 0, 0, 1]],
  ])("%s is none", async (_, bytes) => {
    expect(await readAnswer(readerOf(Uint8Array.from(bytes), [4]))).toBeUndefined();
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
