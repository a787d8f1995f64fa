// How a lifeboat gets a pass again from its own mirror: by what only that mirror can open, and not from whoever answers in its name.

import { describe, expect, it } from "vitest";
import { CARRIED_BYTES } from "../../../shared/domain/carried.ts";
import { FRONT_BYTES, frontOfAnswer, openAsk, readFront } from "../../../shared/domain/failover.ts";
import { type FailoverHead, sealHead } from "../../../shared/domain/failoverhead.ts";
import { createReadmit } from "../../../workers/lifeboat/failover/readmit.ts";
import { seed } from "../../support/meshkeys.ts";

const ORIGIN = "https://own.example";
const LINK = `${ORIGIN}/${"a".repeat(140)}`;
const NOW = 1_800_000_000_000;

interface Mirror {
  /** What is sealed to the lifeboat; undefined: whoever answers has not the key. */
  readonly says: (at: number) => Partial<FailoverHead> | undefined;
  readonly key?: Uint8Array;
  /** It answers nothing, and leaves the question open. */
  readonly isOpen?: boolean;
}

function readmitBy({ says, key = seed(1), isOpen = false }: Mirror) {
  const asked: string[] = [];
  const sleepers: (readonly [milliseconds: number, wake: () => void])[] = [];
  const clock = { now: NOW, isEnded: false };
  const answer = async (init: RequestInit): Promise<Response> => {
    const bytes = new Uint8Array(await new Response(init.body).arrayBuffer());
    const front = readFront(bytes.subarray(0, FRONT_BYTES));
    const json = await openAsk(bytes.subarray(FRONT_BYTES, FRONT_BYTES + (front?.length ?? 0)), seed(1), "own.example");
    const { id, at, from } = JSON.parse(json ?? "{}");
    expect(from.origin).toBe(ORIGIN);
    if (isOpen) return new Promise(() => undefined);
    const head = says(at);
    if (!head) return new Response("<h1>blocked</h1>");
    const place = { boatKey: key, to: "own.example", id, nonce: new Uint8Array(12) };
    const sealed = await sealHead({ ...{ status: 204, headers: [], jar: [] }, ...head }, place);
    return new Response(frontOfAnswer(sealed));
  };
  const redirected = () => Object.defineProperty(new Response(null), "type", { value: "opaqueredirect" });
  const readmit = createReadmit({
    hold: {
      envelopeParts: () => ({
        ...{ carried: new Uint8Array(CARRIED_BYTES), key: seed(1) },
        from: { origin: ORIGIN, door: "abcdefgh", siblings: {} },
      }),
      jar: { entries: () => [], take: () => undefined, bringHome: async () => true },
      windows: () => ({ pauseSeconds: 10 }),
    },
    random: (length) => new Uint8Array(length),
    ...{ origin: ORIGIN, door: "abcdefgh", isEnded: () => clock.isEnded },
    clock: {
      now: () => clock.now,
      sleep: (milliseconds) => new Promise((resolve) => sleepers.push([milliseconds, resolve])),
    },
    fetch: async (to, init) => {
      asked.push(String(to));
      return String(to) === LINK ? redirected() : answer(init ?? {});
    },
  });
  return { readmit, asked, clock, sleepers };
}

const welcome = { headers: [["location", LINK]] } as const;

describe("a lifeboat without a pass", () => {
  it("is let in by its mirror, at the address that it was told sealed, whoever asks at once", async () => {
    const { readmit, asked } = readmitBy({ says: () => welcome });
    expect(await Promise.all([readmit(), readmit()])).toEqual([true, true]);
    expect(asked).toEqual([`${ORIGIN}/abcdefgh/send`, LINK]);
  });

  it("asks again with the mirror's time where its own clock is days off", async () => {
    const right = NOW / 1000 + 3 * 86_400;
    const { readmit } = readmitBy({ says: (at) => (at === right ? welcome : { status: 400, now: right }) });
    expect(await readmit()).toBe(true);
  });

  it.each<[string, Mirror]>([
    ["a block page", { says: () => undefined }],
    ["who has another key", { says: () => welcome, key: seed(9) }],
    ["a mirror that knows it no more", { says: () => ({ status: 400 }) }],
    ["an address elsewhere", { says: () => ({ headers: [["location", "https://evil.example/"]] }) }],
  ])("is not let in by %s, and asks nobody for a while", async (_, mirror) => {
    const { readmit, asked, clock } = readmitBy(mirror);
    expect([await readmit(), await readmit()]).toEqual([false, false]);
    expect(asked).toEqual([`${ORIGIN}/abcdefgh/send`]);
    clock.now += 10_000;
    await readmit();
    expect(asked).toHaveLength(2);
  });

  it("is kept no longer than ten seconds by who leaves the question open", async () => {
    const { readmit, sleepers } = readmitBy({ says: () => undefined, isOpen: true });
    const asked = readmit();
    await expect.poll(() => sleepers.length, { interval: 1 }).toBe(1);
    expect(sleepers[0]?.[0]).toBe(10_000);
    sleepers[0]?.[1]();
    expect(await asked).toBe(false);
  });

  it("asks once in a while also where it was let in, and never after a panic", async () => {
    const { readmit, asked, clock } = readmitBy({ says: () => welcome });
    expect([await readmit(), await readmit()]).toEqual([true, false]);
    clock.now += 10_000;
    clock.isEnded = true;
    expect(await readmit()).toBe(false);
    expect(asked).toHaveLength(2);
  });
});
