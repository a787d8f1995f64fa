import { describe, expect, test } from "vitest";
import { createApp } from "../../../workers/beacon/app.ts";
import { createReveal, type Reveal } from "../../../workers/beacon/reveal.ts";
import { createThrottle, networkOf } from "../../../workers/beacon/throttle.ts";

const WRONG = "https://beacon.test/i/00000-00000-00000-00000.json";

function createWorld() {
  let nowMs = 0;
  let asked = 0;
  const random = (lengthBytes: number) => new Uint8Array(lengthBytes).fill(5);
  const reveal = async (): Promise<Reveal> => {
    asked++;
    return { kind: "unknown" };
  };
  const app = createApp({ reveal, throttle: createThrottle({ now: () => nowMs, random }), contact: undefined });
  const ask = (address?: string) =>
    app.fetch(new Request(WRONG, address === undefined ? {} : { headers: { "CF-Connecting-IP": address } }));
  const passMs = (spanMs: number) => {
    nowMs += spanMs;
  };
  return { ask, asked: () => asked, passMs };
}

describe("the throttle", () => {
  test("after twenty wrong codes in a minute a network waits, others do not, and the warden is not asked", async () => {
    const { ask, asked, passMs } = createWorld();
    for (let at = 0; at < 20; at++) expect((await ask("192.0.2.1")).status).toBe(404);
    passMs(30_000);
    const refused = await ask("192.0.2.1");
    expect([refused.status, refused.headers.get("Retry-After"), asked()]).toEqual([429, "30", 20]);
    expect((await ask("192.0.2.2")).status).toBe(404);
    passMs(30_000);
    expect((await ask("192.0.2.1")).status).toBe(404);
  });

  test("an edge that names no address throttles nobody", async () => {
    const { ask } = createWorld();
    for (let at = 0; at < 30; at++) expect((await ask()).status).toBe(404);
  });

  test.each([
    ["192.0.2.1", "192.0.2.1"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2"],
    ["2001:db8:1:2:9:9:9:9", "2001:db8:1:2"],
    ["2001:db8::1", "2001:db8:0:0"],
    ["2001:db8::ffff", "2001:db8:0:0"],
    ["2001:db8:1::1", "2001:db8:1:0"],
    ["2001:db8:1:2::", "2001:db8:1:2"],
    ["::1", "0:0:0:0"],
  ])("%s is of the network %s", (address, network) => {
    expect(networkOf(new Request(WRONG, { headers: { "CF-Connecting-IP": address } }))).toBe(network);
  });
});

describe("a warden that does not answer well", () => {
  const answers: readonly [string, () => Promise<Response>][] = [
    ["throws", () => Promise.reject(new Error("away: https://secret.test"))],
    ["fails", async () => new Response("secret", { status: 500 })],
    ["lies", async () => new Response("<html>secret")],
    ["answers half", async () => Response.json({ service: "news" })],
  ];
  test.each(answers)("one that %s is a 503 that says nothing of why", async (_, fetch) => {
    const random = (lengthBytes: number) => new Uint8Array(lengthBytes);
    const reveal = createReveal({ warden: { fetch }, token: "t", random });
    const app = createApp({ reveal, throttle: createThrottle({ now: () => 0, random }), contact: undefined });
    const response = await app.fetch(new Request(WRONG));
    expect(response.status).toBe(503);
    expect(await response.text()).not.toContain("secret");
  });
});
