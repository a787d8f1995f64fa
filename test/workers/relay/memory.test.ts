// What a relay does when KV throws, hangs, lags or has nothing.

import { describe, expect, it } from "vitest";
import { signRecord } from "../../../shared/domain/record.ts";
import { keyringKey, serviceKey, zoneKey } from "../../../shared/store/keys.ts";
import { createFixture, MIRROR, NAVIGATION, NOW, ZONE } from "./fixture.ts";

async function reader(options?: Parameters<typeof createFixture>[0]) {
  const mesh = await createFixture(options);
  const cookie = await mesh.pass(await mesh.ticket());
  const read = async () => (await mesh.get(`https://${MIRROR}/`, { headers: { cookie } })).text();
  return { mesh, cookie, read };
}

describe("a relay's memory", () => {
  it.each(["throws", "empty"] as const)("serves on with what it holds when KV %s", async (fault) => {
    const { mesh, read } = await reader();
    expect(await read()).toBe("from the service");
    mesh.kv.fault = fault;
    mesh.clock.now += 3600;
    expect(await read()).toBe("from the service");
    expect(mesh.logged).toEqual([]);
  });

  it("shows the cover when KV throws on a cold start, and recovers within seconds", async () => {
    const { mesh, read } = await reader();
    mesh.kv.fault = "throws";
    expect(await read()).toContain("A quiet place");
    mesh.kv.fault = "none";
    mesh.clock.now += 6;
    expect(await read()).toBe("from the service");
  });

  it("asks KV once for a hundred requests at the same moment", async () => {
    const { mesh, read } = await reader();
    await Promise.all(Array.from({ length: 100 }, read));
    expect(mesh.kv.asked.toSorted()).toEqual(["blocklist", "keyring", "service:news", `zone:${ZONE}`]);
  });

  it("spends no look-up on a stranger's random labels", async () => {
    const { mesh } = await reader();
    for (let n = 0; n < 50; n++)
      await mesh.get(`https://label-${n}.${ZONE}/${"x".repeat(n * 5)}`, { headers: NAVIGATION });
    expect(mesh.kv.asked).toEqual([`zone:${ZONE}`, "keyring", "service:news"]);
  });

  it("remembers that KV has nothing", async () => {
    const { mesh, read } = await reader();
    mesh.kv.values.clear();
    for (let n = 0; n < 10; n++) await read();
    expect(mesh.kv.asked.toSorted()).toEqual(["keyring", `zone:${ZONE}`]);
  });

  it("never goes back to an older record, so that nothing is un-burned by a lagging KV", async () => {
    const { mesh, cookie } = await reader();
    const state = async () =>
      (await mesh.get(`https://${MIRROR}/`, { headers: { cookie } })).headers.get("mirror-state");
    const old = mesh.kv.values.get(zoneKey(ZONE)) ?? "";
    await mesh.putZone(5, [{ label: "blue-kettle", door: mesh.door, burned: true }]);
    expect(await state()).toBe("burned");
    mesh.kv.values.set(zoneKey(ZONE), old);
    mesh.clock.now += 31;
    expect(await state()).toBe("burned");
  });

  it.each([
    [
      "another zone's record",
      async (mesh: Awaited<ReturnType<typeof createFixture>>) =>
        signRecord("zone", Object.assign(zoneBody(mesh.door), { zone: "other.example" }), mesh.keys.online),
    ],
    [
      "a record signed as another type",
      async (mesh: Awaited<ReturnType<typeof createFixture>>) =>
        signRecord("service", zoneBody(mesh.door), mesh.keys.online),
    ],
    [
      "a record with an unknown field",
      async (mesh: Awaited<ReturnType<typeof createFixture>>) =>
        signRecord("zone", Object.assign(zoneBody(mesh.door), { more: 1 }), mesh.keys.online),
    ],
    [
      "a record by a key that is not in the keyring",
      async (mesh: Awaited<ReturnType<typeof createFixture>>) =>
        signRecord("zone", zoneBody(mesh.door), mesh.keys.root),
    ],
    ["noise", async () => "0.\n{}"],
  ])("refuses %s", async (_, make) => {
    const { mesh, read } = await reader();
    mesh.kv.values.set(zoneKey(ZONE), await make(mesh));
    expect(await read()).toContain("A quiet place");
  });

  it("opens nothing without a keyring of its own root", async () => {
    const { mesh, read } = await reader();
    mesh.kv.values.set(
      keyringKey(),
      mesh.keys.keyringText.replace(/^0\../, (head) => (head === "0.A" ? "0.B" : "0.A")),
    );
    expect(await read()).toContain("A quiet place");
  });

  it("tells a reader that the mirror is not ready while its service is unknown", async () => {
    const { mesh, cookie } = await reader();
    mesh.kv.values.delete(serviceKey("news"));
    expect((await mesh.get(`https://${MIRROR}/`, { headers: { cookie } })).status).toBe(503);
  });
});

function zoneBody(door: string) {
  const mirrors = [{ label: "blue-kettle", door, burned: false, lineages: ["0a0b0c0d0e0f"] }];
  return { v: 1, version: 9, issuedAt: NOW, zone: ZONE, service: "news", mirrors };
}
