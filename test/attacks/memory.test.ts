// Two readers at one relay: scanners share WebAssembly memory and buffers go round, so a byte of one reader's page must
// never stand in another's, also where streams take turns at every byte, fail in the middle or are left by their reader.

import { describe, expect, it } from "vitest";
import { pump } from "../../workers/relay/translate/body/pump.ts";
import { joinBytes, type Scanner, toByteString } from "../../workers/relay/translate/bytes.ts";
import { createHtmlScanner } from "../../workers/relay/translate/html/html.ts";
import { createLiteralScanner } from "../../workers/relay/translate/text/literals.ts";
import { css, html, map, place } from "../cases/translate/scanning.ts";

const utf8 = (text: string) => new TextEncoder().encode(text);
const LINK = "https://news.example/";

/** The same markup in two alphabets: whatever shows up in the other's answer is a leak. */
function pageOf(letter: string): string {
  const secret = letter.repeat(37);
  const inner = `<a href='${LINK}${secret}'>${secret}</a>`.replaceAll("'", "&quot;");
  return [
    `<!doctype html><title>${secret}</title><a href="${LINK}${secret}" ${letter}="${secret}">`,
    `<style>.${secret}{background:url(${LINK}${secret})}/*${secret}`,
    `*/</style><iframe srcdoc="${inner}"></iframe><noscript><img src="${LINK}${secret}"></noscript>`,
    `<script>"${secret}${LINK}${secret}"</script><img srcset="${LINK}${secret} 1x, //cdn.example/${secret} 2x`,
    `"><div style="a:url(${LINK}${secret})"><!-- ${secret} --><a href="//cdn.example/${secret}"`,
  ]
    .join("")
    .repeat(3);
}

const kinds: readonly (readonly [name: string, make: () => Scanner])[] = [
  ["pages", () => html({ inject: "<b>" })],
  ["sheets", () => css()],
  ["scripts", () => createLiteralScanner({ map, place, url: `${LINK}a.js` })],
];

/** Chunks of odd sizes from memory that is overwritten afterwards, with lent memory full of a mark. */
function* pushed(scanner: Scanner, text: string, sizes: readonly number[]): Generator<string> {
  const bytes = utf8(text);
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    const chunk = bytes.slice(at, at + size);
    const spare = new Uint8Array(64).fill(0x7e);
    yield toByteString(joinBytes(scanner.push(chunk, spare)));
    chunk.fill(0x7e);
    at += size;
  }
  yield toByteString(joinBytes(scanner.flush()));
}

const alone = (make: () => Scanner, text: string) => [...pushed(make(), text, [1_000_000])].join("");
const ODD = [1, 7, 64, 3, 200, 2, 31];

describe.each(kinds)("%s of two readers", (_, make) => {
  it.each([
    ["take turns", undefined],
    ["take turns while a third fails", 0],
    ["take turns while a third is left", 1],
  ])("%s and stay apart", (_title, disturbance) => {
    const [one, other, third] = ["q", "w", "z"].map((letter) => pushed(make(), pageOf(letter), ODD));
    const out: [string, string] = ["", ""];
    for (let turn = 0; ; turn++) {
      const [mine, theirs] = [one?.next(), other?.next()];
      if (disturbance === 1) third?.next();
      // A new stream each time, which nobody ends, and in whose middle another begins.
      if (disturbance === 0) pushed(make(), pageOf("z").slice(turn % 97), [turn % 300]).next();
      if (mine?.done && theirs?.done) break;
      out[0] += mine?.value ?? "";
      out[1] += theirs?.value ?? "";
    }
    expect(out[0]).toBe(alone(make, pageOf("q")));
    expect(out[1]).toBe(alone(make, pageOf("w")));
    expect(out[0]).not.toMatch(/www|zzz|~~/);
    expect(out[1]).not.toMatch(/qqq|zzz|~~/);
  });
});

describe("a page whose reading fails in the middle", () => {
  it.each([
    ["in a tag", `${"z".repeat(99)}<a href="${LINK}boom"`],
    ["in a sheet", `<style>${"z".repeat(99)}{a:url(https://boom.example/)}`],
    ["in a document inside", `<iframe srcdoc="zzz<a href='${LINK}boom'>zzz">`],
  ])("leaves nothing to the next, %s", (_, text) => {
    const toMirror: typeof map.toMirror = (url, base) => {
      if (url.includes("boom")) throw new Error("boom");
      return map.toMirror(url, base);
    };
    const failing = createHtmlScanner({ map: { ...map, toMirror }, place, url: LINK });
    const next = html();
    const before = toByteString(joinBytes(next.push(utf8("<p title='q"))));
    expect(() => [...failing.push(utf8(text)), ...failing.push(utf8('>zz"z>'.repeat(9))), ...failing.flush()]).toThrow(
      "boom",
    );
    expect(before + toByteString(joinBytes([...next.push(utf8("q'>q")), ...next.flush()]))).toBe("<p title='qq'>q");
    expect(alone(() => html(), pageOf("q"))).not.toContain("zzz");
  });
});

describe("bodies of many readers at once", () => {
  const body = (text: string, { fails = false } = {}) => {
    const bytes = utf8(text);
    let at = 0;
    const source = {
      type: "bytes",
      async pull(controller: ReadableByteStreamController) {
        await new Promise((resolve) => setImmediate(resolve));
        if (fails && at > bytes.length / 2) return controller.error(new Error("reset"));
        if (at >= bytes.length) {
          controller.close();
          controller.byobRequest?.respond(0);
          return;
        }
        controller.enqueue(bytes.slice(at, at + 1999));
        at += 1999;
      },
    };
    return new ReadableStream(source as unknown as ConstructorParameters<typeof ReadableStream<Uint8Array>>[0]);
  };
  const letters = Array.from("abcdefghij");
  const text = (letter: string) => `<p>${letter.repeat(500)}</p><a href="${LINK}${letter}">`.repeat(20);

  it.each([
    ["streamed", undefined],
    ["read as a whole", 1],
  ])("%s, every third cut by upstream, every fifth left, hold nobody else's bytes", async (_title, known) => {
    const read = async (letter: string, at: number) => {
      const fails = at % 3 === 0;
      const isLeft = at % 5 === 0;
      const length = known === undefined ? undefined : text(letter).length;
      const pumped = await pump(body(text(letter), { fails }), html(), length);
      if (pumped instanceof Uint8Array) return toByteString(pumped);
      const reader = pumped.getReader();
      let out = "";
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return out;
        out += toByteString(value);
        if (isLeft) {
          await reader.cancel();
          return out;
        }
      }
    };
    for (let round = 0; round < 5; round++) {
      const answers = await Promise.allSettled(letters.map((letter, at) => read(letter, at + round)));
      for (const [at, answer] of answers.entries()) {
        if (answer.status === "rejected") continue;
        const letter = letters[at] ?? "";
        expect(answer.value).toBe(text(letter).replaceAll(LINK, "/").slice(0, answer.value.length));
      }
    }
  });
});
