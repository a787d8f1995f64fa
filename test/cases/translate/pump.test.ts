import { describe, expect, test } from "vitest";
import { pump } from "../../../workers/relay/translate/body/pump.ts";
import type { Scanner } from "../../../workers/relay/translate/bytes.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (given: Uint8Array | undefined) => new TextDecoder().decode(given);
/** Puts brackets around what it is pushed at once. */
const scanner: Scanner = {
  push: (chunk) => [bytes("["), chunk.slice(), bytes("]")],
  flush: () => [bytes(".")],
};

interface Upstream {
  readonly body: ReadableStream<Uint8Array>;
  readonly controller: ReadableByteStreamController;
  readonly pulls: () => number;
  readonly cancelled: Promise<void>;
}

/** A body whose chunks the test sends. */
function upstream(onPull?: (controller: ReadableByteStreamController) => void): Upstream {
  const gone = Promise.withResolvers<void>();
  let controller: ReadableByteStreamController | undefined;
  let pulls = 0;
  const source = {
    type: "bytes",
    start(given: ReadableByteStreamController) {
      controller = given;
    },
    pull(given: ReadableByteStreamController) {
      pulls++;
      onPull?.(given);
    },
    cancel: () => gone.resolve(),
  };
  // The types of Node know no byte streams made by hand.
  const body = new ReadableStream(source as unknown as ConstructorParameters<typeof ReadableStream<Uint8Array>>[0]);
  if (controller === undefined) throw new Error("not started");
  return { body, controller, pulls: () => pulls, cancelled: gone.promise };
}

async function streamOf(body: ReadableStream<Uint8Array>, length?: number) {
  const pumped = await pump(body, scanner, length);
  if (pumped instanceof Uint8Array) throw new Error("read as a whole");
  return pumped.getReader();
}

describe("a body of unknown length", () => {
  test("leaves piece by piece, the first before the last has come", async () => {
    const { body, controller } = upstream();
    const reader = await streamOf(body);
    controller.enqueue(bytes("a"));
    expect(text((await reader.read()).value)).toBe("[a]");
    controller.enqueue(bytes("b"));
    expect(text((await reader.read()).value)).toBe("[b]");
    controller.close();
    controller.byobRequest?.respond(0);
    expect(text((await reader.read()).value)).toBe(".");
    expect((await reader.read()).done).toBe(true);
  });

  test("is read no faster than it is taken", async () => {
    const { body, pulls } = upstream((controller) => controller.enqueue(bytes("x".repeat(1000))));
    const reader = await streamOf(body);
    for (let taken = 1; taken <= 50; taken++) {
      await reader.read();
      expect(pulls()).toBeLessThan(taken + 4);
    }
    await reader.cancel();
  });

  test("is cut where upstream's is cut", async () => {
    const { body, controller } = upstream();
    const reader = await streamOf(body);
    controller.enqueue(bytes("a"));
    await reader.read();
    controller.error(new Error("reset"));
    await expect(reader.read()).rejects.toThrow("reset");
  });

  test("is let go when the reader leaves, even while upstream is silent", async () => {
    const { body, controller, cancelled } = upstream();
    const reader = await streamOf(body);
    controller.enqueue(bytes("a"));
    await reader.read();
    await reader.cancel();
    await cancelled;
  });

  test("may be a stream of a script's own", async () => {
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const writer = writable.getWriter();
    const reader = await streamOf(readable);
    void writer.write(bytes("a"));
    expect(text((await reader.read()).value)).toBe("[a]");
    await reader.cancel();
  });
});

describe("a short body of known length", () => {
  test("is read as a whole when it arrives at once", async () => {
    const whole = await pump(new Blob(["abc"]).stream(), scanner, 3);
    expect(whole instanceof Uint8Array && text(whole)).toBe("[abc].");
  });

  test("is streamed when it keeps us waiting, with what has come in front", async () => {
    const { body, controller } = upstream();
    controller.enqueue(bytes("a"));
    const reader = await streamOf(body, 2);
    expect(text((await reader.read()).value)).toBe("[a]");
    controller.enqueue(bytes("b"));
    expect(text((await reader.read()).value)).toBe("[b]");
    await reader.cancel();
  });

  test("is streamed when it is longer than it said", async () => {
    const { body } = upstream((controller) => controller.enqueue(new Uint8Array(60_000)));
    const reader = await streamOf(body, 10);
    expect((await reader.read()).value?.length).toBeGreaterThan(262_144);
    await reader.cancel();
  });

  test("is let go when its scanner fails", async () => {
    const { body, controller, cancelled } = upstream();
    const push = () => {
      throw new Error("unread");
    };
    controller.enqueue(bytes("a"));
    await expect(pump(body, { ...scanner, push }, 5)).rejects.toThrow("unread");
    await cancelled;
  });

  test("fails when upstream fails", async () => {
    const { body, controller } = upstream();
    controller.enqueue(bytes("a"));
    controller.error(new Error("reset"));
    await expect(pump(body, scanner, 5)).rejects.toThrow("reset");
  });
});

test("a long body of known length is streamed", async () => {
  const { body, controller } = upstream();
  const reader = await streamOf(body, 300_000);
  controller.enqueue(bytes("a"));
  expect(text((await reader.read()).value)).toBe("[a]");
  await reader.cancel();
});
