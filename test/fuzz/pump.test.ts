// Bodies through the pump, several at once, whose chunks come in any size and at any time: what comes out is what the
// scanner makes of the whole. The pump reads again into memory that scanners have handed out parts of.
import { expect, test } from "vitest";
import { createCharsetScanner } from "../../workers/relay/translate/body/charset.ts";
import { prescanHtml } from "../../workers/relay/translate/body/prescan.ts";
import { pump } from "../../workers/relay/translate/body/pump.ts";
import { fromByteString, joinBytes, type Scanner, toByteString } from "../../workers/relay/translate/bytes.ts";
import { createCssScanner } from "../../workers/relay/translate/css/css.ts";
import { createHtmlScanner } from "../../workers/relay/translate/html/html.ts";
import { mapReference } from "../../workers/relay/translate/reference.ts";
import { createHlsScanner } from "../../workers/relay/translate/text/hls.ts";
import { createLiteralScanner } from "../../workers/relay/translate/text/literals.ts";
import { map, PAGE, place } from "../differential/service.ts";
import { whole } from "./feeding.ts";
import { createRandom, type Random, seedOf, soup } from "./random.ts";
import { LISTED } from "./rooms/words.ts";

const isLong = process.env.HEZAR_LONG === "1";
const BATCHES = isLong ? 1000 : 40;
const AT_ONCE = 4;
const PIECES = [
  ...LISTED,
  ...["windows-1256", "gbk", "utf-8"].map((label) => `<meta charset=${label}>`),
  "\xce\xc8\x81\x5c",
  "\n",
  "<a href='",
  "'>",
  "url(",
  ")",
  '"',
  "<style>",
  "</style>",
  " ",
  "x".repeat(500),
  "text ".repeat(99),
];

const SCANNERS: readonly (() => Scanner)[] = [
  () => createHtmlScanner({ map, place, url: PAGE }),
  () => createCssScanner((reference) => mapReference(reference, PAGE, map)),
  () => createLiteralScanner({ map, place, url: PAGE }),
  () => createHlsScanner({ map, url: PAGE }),
  () =>
    createCharsetScanner({
      declared: undefined,
      prescan: prescanHtml,
      create: () => createHtmlScanner({ map, place, url: PAGE }),
    }),
];

/** Chunks of any size; some come at once, some after others have had their turn. */
function bodyOf(bytes: Uint8Array, random: Random): ReadableStream<Uint8Array> {
  let at = 0;
  const source = {
    ...(random.once(4) ? {} : { type: "bytes" }),
    async pull(controller: ReadableByteStreamController) {
      if (random.once(3)) await new Promise((resolve) => setImmediate(resolve));
      const size = random.below(random.once(2) ? 100_000 : 900) + 1;
      if (at < bytes.length) controller.enqueue(bytes.slice(at, at + size));
      at += size;
      if (at < bytes.length) return;
      controller.close();
      controller.byobRequest?.respond(0);
    },
  };
  // The types of Node know no byte streams made by hand.
  return new ReadableStream(source as unknown as ConstructorParameters<typeof ReadableStream<Uint8Array>>[0]);
}

async function throughPump(create: () => Scanner, input: string, random: Random): Promise<string> {
  const bytes = fromByteString(input);
  const pumped = await pump(bodyOf(bytes, random), create(), random.once(2) ? bytes.length : undefined);
  if (pumped instanceof Uint8Array) return toByteString(pumped);
  const chunks: Uint8Array[] = [];
  for await (const chunk of pumped) chunks.push(chunk.slice());
  return toByteString(joinBytes(chunks));
}

test("a body comes out of the pump as the scanner writes it, however it comes in", { timeout: 600_000 }, async () => {
  for (let batch = 0; batch < BATCHES; batch++) {
    const random = createRandom(seedOf("pump", batch));
    const bodies = Array.from({ length: AT_ONCE }, () => ({
      create: random.pick(SCANNERS),
      input: soup(random, PIECES).repeat(random.below(40) + 1),
    }));
    const expected = bodies.map(({ create, input }) => whole(create(), input));
    const got = await Promise.all(bodies.map(({ create, input }) => throughPump(create, input, random)));
    for (const [n, output] of got.entries()) {
      const { input = "" } = bodies[n] ?? {};
      expect(
        output === expected[n],
        `batch ${batch}, ${input.length} bytes: ${JSON.stringify(input.slice(0, 300))}`,
      ).toBe(true);
    }
  }
});
