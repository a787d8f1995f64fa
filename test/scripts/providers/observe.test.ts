// What the provider makes of accounts that the local edge cannot show: zones not active yet, an API that lists no tags.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createClient } from "../../../scripts/providers/cloudflare/client.ts";
import { createWorkers } from "../../../scripts/providers/cloudflare/workers.ts";
import { createZones } from "../../../scripts/providers/cloudflare/zones.ts";
import { type Answering, startAnswering } from "../../support/answering.ts";
import { createTestClock } from "../../support/testclock.ts";

const list = (result: readonly unknown[]) => ({ body: { success: true, errors: [], result } });

describe("observing an account", () => {
  let server: Answering;
  beforeAll(async () => {
    server = await startAnswering();
  });
  afterAll(() => server.close());
  const client = () => createClient({ apiUrl: server.url, token: "secret", clock: createTestClock() });

  it("lists once however many zones are asked for, and again for one that is not there", async () => {
    server.prepare(
      list([
        { id: "1", name: "a.example" },
        { id: "2", name: "b.example", status: "active" },
      ]),
    );
    const zones = createZones(client(), "account");
    expect([await zones.idOf("a.example"), await zones.idOf("b.example")]).toEqual(["1", "2"]);
    expect(server.asked).toHaveLength(1);
    expect(await zones.find("c.example")).toBeUndefined();
    expect(server.asked).toHaveLength(2);
  });

  it("says of a zone that is not active yet what there is to do, and sees when it is", async () => {
    server.prepare(
      list([{ id: "1", name: "a.example", status: "pending" }]),
      list([{ id: "1", name: "a.example", status: "active" }]),
    );
    const zones = createZones(client(), "account");
    await expect(zones.idOf("a.example")).rejects.toMatchObject({
      fault: "refused",
      next: expect.stringContaining("name servers"),
    });
    expect(await zones.idOf("a.example")).toBe("1");
  });

  it("says how each zone stands now, and of one that is paused that it is", async () => {
    const named = (name: string, status: string, paused = false) => ({ id: name, name, status, paused });
    server.prepare(
      list([named("a.example", "active"), named("b.example", "active", true), named("c.example", "active")]),
      list([named("a.example", "moved"), named("b.example", "pending", true)]),
    );
    const zones = createZones(client(), "account");
    const names = ["c.example", "a.example", "b.example", "none.example"];
    expect(await zones.states(names)).toEqual([
      { zone: "c.example", status: "active" },
      { zone: "a.example", status: "active" },
      { zone: "b.example", status: "paused" },
    ]);
    expect(await zones.states(names)).toEqual([
      { zone: "a.example", status: "moved" },
      { zone: "b.example", status: "pending" },
    ]);
    await expect(zones.idOf("a.example")).rejects.toMatchObject({ message: expect.stringContaining("moved") });
  });

  it("asks a Worker's settings for its tags only where the list has none and the name is one of ours", async () => {
    const scripts = [
      { id: "hezar-warden" },
      { id: "shop" },
      { id: "hezar-old", tags: null },
      { id: "hezar-relay-a", tags: ["t"] },
    ];
    server.prepare(list(scripts), { body: { success: true, errors: [], result: { tags: ["hezar:m"] } } });
    const workers = await createWorkers(client(), "account").list();
    expect(workers.map(({ tags }) => tags)).toEqual([["hezar:m"], [], [], ["t"]]);
    expect(server.asked.map(({ url }) => url.split("?")[0])).toEqual([
      "/accounts/account/workers/scripts",
      "/accounts/account/workers/scripts/hezar-warden/settings",
    ]);
  });
});
