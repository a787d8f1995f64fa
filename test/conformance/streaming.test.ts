// Bodies of any size stream both ways through a mirror in bounded memory, and a mint does not disturb them. The short form
// runs always; HEZAR_LONG=1 (npm run soak) makes it 1 GiB each way and a download of a minute.

import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pseudorandomBytes } from "../../scripts/demo/newsroom/instruments.ts";
import { residentBytes } from "../support/memory.ts";
import { type Mesh, startMesh } from "../support/mesh.ts";
import { answerTo, ask, openLink, type Pass, textOf } from "../support/reader.ts";

const LONG = process.env.HEZAR_LONG === "1";
const MIB = 1 << 20;
const SIZE_BYTES = (LONG ? 1024 : 192) * MIB;
const GROWTH_LIMIT_BYTES = 160 * MIB;
/** A download that goes on for an hour, and how much of it still comes when the mint is done. */
const RATE = 256 * 1024;
const HOUR_BYTES = RATE * 3600;
const AFTER_MINT_BYTES = RATE * (LONG ? 60 : 1);
let mesh: Mesh;
let pass: Pass;

beforeAll(async () => {
  mesh = await startMesh();
  pass = await openLink(mesh);
});
afterAll(() => mesh?.close());

function* chunks(sizeBytes: number): Generator<Buffer> {
  for (let at = 0; at < sizeBytes; at += MIB) yield pseudorandomBytes(at, Math.min(MIB, sizeBytes - at));
}

function fingerprint(sizeBytes: number): string {
  const hash = createHash("sha256");
  for (const chunk of chunks(sizeBytes)) hash.update(chunk);
  return hash.digest("hex");
}

/** Run `work`, looking at the mesh's memory at every chunk it reports; prints and returns the growth. */
async function growthDuring(title: string, work: (look: () => Promise<void>) => Promise<void>): Promise<number> {
  const before = await residentBytes(mesh.pid);
  let peak = before;
  const started = performance.now();
  await work(async () => {
    peak = Math.max(peak, await residentBytes(mesh.pid));
  });
  const seconds = (performance.now() - started) / 1000;
  const mib = (bytes: number) => `${Math.round(bytes / MIB)} MiB`;
  console.log(
    `${title}: ${mib(SIZE_BYTES)} in ${seconds.toFixed(1)} s, mesh ${mib(before)} before, ${mib(peak)} at its peak (edge, all workerds, newsroom)`,
  );
  return peak - before;
}

describe("a body streams through a mirror in bounded memory", () => {
  it("downwards, byte for byte", async () => {
    const hash = createHash("sha256");
    const growth = await growthDuring("download", async (look) => {
      const answer = await answerTo(ask(pass, `/stream?bytes=${SIZE_BYTES}`).end());
      let [received, next] = [0, 0];
      for await (const chunk of answer as AsyncIterable<Buffer>) {
        hash.update(chunk);
        received += chunk.length;
        if (received >= next) await look();
        if (received >= next) next += 32 * MIB;
      }
      expect(received).toBe(SIZE_BYTES);
    });
    expect(hash.digest("hex")).toBe(fingerprint(SIZE_BYTES));
    expect(growth).toBeLessThan(GROWTH_LIMIT_BYTES);
  }, 300_000);

  it("upwards, byte for byte", async () => {
    const growth = await growthDuring("upload", async (look) => {
      const asked = ask(pass, "/sink", { method: "PUT", headers: { "content-length": SIZE_BYTES } });
      const answered = answerTo(asked);
      let sent = 0;
      const body = Readable.from(chunks(SIZE_BYTES)).on("data", () => {
        sent += 1;
        if (sent % 32 === 0) void look();
      });
      await pipeline(body, asked);
      const answer = JSON.parse(await textOf(await answered)) as { readonly bytes: number; readonly sha256: string };
      expect(answer).toEqual({ bytes: SIZE_BYTES, sha256: fingerprint(SIZE_BYTES) });
    });
    expect(growth).toBeLessThan(GROWTH_LIMIT_BYTES);
  }, 300_000);

  it("downwards while a new mirror is minted beside it, and after", async () => {
    const answer = await answerTo(ask(pass, `/stream?bytes=${HOUR_BYTES}&rate=${RATE}`).end());
    let isMinted = false;
    const minting = mesh.hezar("mint", "--count", "1").finally(() => {
      isMinted = true;
    });
    const hash = createHash("sha256");
    let [received, after] = [0, 0];
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      hash.update(chunk);
      received += chunk.length;
      if (isMinted) after += chunk.length;
      if (after >= AFTER_MINT_BYTES) break;
    }
    const { code, stderr } = await minting;
    expect(code, stderr).toBe(0);
    expect(hash.digest("hex")).toBe(fingerprint(received));
  }, 300_000);
});
