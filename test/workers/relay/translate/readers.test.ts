// Buffers of the pump go round in one isolate. Here in the real runtime, whose pipe hands on memory without a copy: many
// readers at once, some cut by upstream, some leaving in the middle, and nobody gets a byte of anybody else's page.
import { expect, test } from "vitest";
import { createAddressMap } from "../../../../shared/domain/address.ts";
import { pump } from "../../../../workers/relay/translate/body/pump.ts";
import { createHtmlScanner } from "../../../../workers/relay/translate/html/html.ts";

const place = { origin: "https://m.zone", door: "dr" };
const map = createAddressMap({ primary: "https://news.example", secondaries: [] }, place);
const url = "https://news.example/";
const CHUNK = 1999;

const letters = Array.from("abcdefghijkl");
const pageOf = (letter: string) => `<p>${letter.repeat(500)}</p><a href="${url}${letter}">`.repeat(300);

function bodyOf(text: string, fails: boolean): ReadableStream<Uint8Array> {
  const { readable, writable } = new IdentityTransformStream();
  const writer = writable.getWriter();
  const bytes = new TextEncoder().encode(text);
  const send = async () => {
    for (let at = 0; at < bytes.length; at += CHUNK) {
      if (fails && at > bytes.length / 2) return writer.abort(new Error("reset"));
      await writer.write(bytes.slice(at, at + CHUNK));
    }
    await writer.close();
  };
  void send().catch(() => undefined);
  return readable;
}

async function read(letter: string, at: number, isWhole: boolean): Promise<string> {
  const text = pageOf(letter);
  const body = bodyOf(text, at % 3 === 0);
  const pumped = await pump(body, createHtmlScanner({ map, place, url }), isWhole ? text.length : undefined);
  const reader = new Response(pumped).body?.getReader();
  const decoder = new TextDecoder();
  let out = "";
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
    if (done || !value) return out;
    out += decoder.decode(value, { stream: true });
    if (at % 5 === 0 && out.length > 9000) {
      await reader?.cancel();
      return out;
    }
  }
}

test.each([
  ["streamed", false],
  ["read as a whole", true],
])("pages of many readers, %s, hold their own bytes only", async (_, isWhole) => {
  let whole = 0;
  for (let round = 0; round < 4; round++) {
    const answers = await Promise.allSettled(letters.map((letter, at) => read(letter, at + round, isWhole)));
    for (const [at, answer] of answers.entries()) {
      if (answer.status === "rejected") continue;
      const expected = pageOf(letters[at] ?? "").replaceAll(url, "/");
      expect(answer.value).toBe(expected.slice(0, answer.value.length));
      if (answer.value.length === expected.length) whole++;
    }
  }
  expect(whole).toBeGreaterThan(10);
});
