// The Durable Object itself, with the runtime's own alarm and cron.

import { createScheduledController, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { beforeEach, expect, test } from "vitest";
import worker from "../../../workers/warden/index.ts";

const headers = { Authorization: `Bearer ${env.ADMIN_TOKEN}` };
const stub = () => env.REGISTRY.get(env.REGISTRY.idFromName("registry"));

async function burn(pattern: string): Promise<void> {
  const body = JSON.stringify({ pattern });
  const response = await exports.default.fetch(
    new Request("https://warden.test/burn", { method: "POST", headers, body }),
  );
  expect(response.status).toBe(200);
}

async function unpublished(): Promise<unknown> {
  const response = await exports.default.fetch(new Request("https://warden.test/status", { headers }));
  return (await response.json<{ unpublished: unknown }>()).unpublished;
}

/** As if the second that a key waits out were over. */
const makeDue = () =>
  runInDurableObject(
    stub(),
    (_, { storage }) => void storage.sql.exec("UPDATE deliveries SET dueAt = 1 WHERE pending = 1"),
  );

beforeEach(async () => {
  await burn("first.example");
  await burn(`${crypto.randomUUID()}.example`);
  expect(await unpublished()).toEqual(["blocklist"]);
  await makeDue();
});

test("the alarm writes what had to wait", async () => {
  expect(await runDurableObjectAlarm(stub())).toBe(true);
  expect(await unpublished()).toEqual([]);
});

test("the cron writes what had to wait, should an alarm be lost", async () => {
  await runInDurableObject(stub(), (_, { storage }) => storage.deleteAlarm());
  await worker.scheduled(createScheduledController(), env);
  expect(await unpublished()).toEqual([]);
});
