// What a shelf keeps and drops, over a cache in memory.

import { expect, test } from "vitest";
import { createShelf } from "../../../workers/lifeboat/worker/shelf.ts";
import { createMemoryCaches } from "../../support/cachestorage.ts";

const PLACE = { key: "key", url: "https://m.zone/a.png" };

function answer(forAll: string): Response {
  const headers = { "cache-control": "max-age=60", "content-type": "image/png", "mirror-for-all": forAll };
  const response = new Response("picture", { headers });
  return Object.defineProperty(response, "type", { value: "basic" });
}

test("what the service has made private since is dropped from the shelf, and read no further", async () => {
  const shelf = createShelf({ caches: createMemoryCaches().caches, door: "dr", build: "1", now: () => 1000 });
  await shelf.keep(PLACE, answer("1"));
  expect(await (await shelf.find("key"))?.response.text()).toBe("picture");
  const own = answer("0");
  await shelf.keep(PLACE, own);
  expect(await shelf.find("key")).toBeUndefined();
  expect(own.bodyUsed).toBe(true);
});
