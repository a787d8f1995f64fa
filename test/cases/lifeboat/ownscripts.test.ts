// A page that comes by another mirror gets its shim although its own mirror is blocked, and no page can change which.

import { expect, test } from "vitest";
import { createOwnScripts } from "../../../workers/lifeboat/failover/ownscripts.ts";
import { createMemoryCaches } from "../../support/cachestorage.ts";

const ORIGIN = "https://m.example";
const SHIM = `${ORIGIN}/door/shim.js?1`;

/** A worker's life over these caches: what the browser shows it at `takes`. */
function createLife({ caches, entries } = createMemoryCaches()) {
  const world = { isAway: false, isHome: true, answers: "shim" as "shim" | "nothing" | "a page", fetched: 0 };
  const fetch = async () => {
    world.fetched++;
    if (world.answers === "nothing") throw new TypeError("network error");
    const type = world.answers === "shim" ? "text/javascript; charset=utf-8" : "text/html";
    return new Response(world.answers, { headers: { "content-type": type, "content-security-policy": "strict" } });
  };
  const scripts = createOwnScripts({
    ...{
      caches,
      origin: ORIGIN,
      door: "door",
      boatKey: new Uint8Array(32).fill(1),
      fetch: fetch as typeof globalThis.fetch,
    },
    clock: { now: () => 0, sleep: () => new Promise((resolve) => setImmediate(resolve)) },
    random: (length) => new Uint8Array(length).fill(2),
    isAway: () => world.isAway,
    isHome: () => world.isHome,
  });
  /** Undefined: the browser is left to it. */
  const ask = async (url = SHIM): Promise<Response | undefined> => {
    const answers: Promise<Response>[] = [];
    const waits: Promise<unknown>[] = [];
    scripts.takes({
      request: new Request(url),
      respondWith: (answer) => void answers.push(answer),
      waitUntil: (work) => void waits.push(work),
    });
    await Promise.all(waits);
    return answers[0];
  };
  return { world, ask, entries, caches };
}

async function keptOnce() {
  const life = createLife();
  expect(await life.ask()).toBeUndefined();
  return life;
}

test("at home the browser gets it by itself, and it is kept once for each content", async () => {
  const { world, ask } = await keptOnce();
  await ask();
  expect(world.fetched).toBe(1);
  await ask(`${ORIGIN}/door/shim.js?2`);
  expect(world.fetched).toBe(2);
});

test("away it is there in the worker's next life, with the policy it came with, and nobody is asked", async () => {
  const { caches, entries } = await keptOnce();
  const { world, ask } = createLife({ caches, entries });
  world.isAway = true;
  const answer = await ask(`${ORIGIN}/door/shim.js?other`);
  expect(await answer?.text()).toBe("shim");
  expect(answer?.headers.get("content-security-policy")).toBe("strict");
  expect(world.fetched).toBe(0);
});

test("where nobody knows whether the mirror lives, it stands in for one that says nothing", async () => {
  const { world, ask } = await keptOnce();
  Object.assign(world, { isHome: false, answers: "nothing" });
  expect(await (await ask())?.text()).toBe("shim");
});

test("what a page put in its place is not run, nor what came in place of a script", async () => {
  const { entries, caches } = await keptOnce();
  for (const cache of entries.values()) for (const key of cache.keys()) cache.set(key, new Response("planted"));
  const next = createLife({ caches, entries });
  Object.assign(next.world, { isAway: true, answers: "nothing" });
  await expect(next.ask()).rejects.toThrow("network error");
  const forged = createLife();
  forged.world.answers = "a page";
  await forged.ask();
  forged.world.isAway = true;
  expect(await (await forged.ask())?.text()).toBe("a page");
  expect(forged.world.fetched).toBe(2);
});

test("nothing lies open in storage, and nothing else is taken", async () => {
  const { entries, ask, world } = await keptOnce();
  const texts = [...entries.values()].flatMap((cache) => [...cache.values()].map((one) => one.clone().text()));
  expect((await Promise.all(texts)).join()).not.toMatch(/shim|strict/);
  world.isAway = true;
  expect(await ask(`${ORIGIN}/door/roster`)).toBeUndefined();
  expect(await ask("https://other.example/door/shim.js")).toBeUndefined();
});
