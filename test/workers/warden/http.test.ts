import { env, exports } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { signKeyring } from "../../../shared/domain/keyring.ts";
import { createSigner } from "../../../shared/domain/signature.ts";
import type { Admission, Invite, MeshStatus } from "../../../shared/wardenapi.ts";
import { settings } from "./mesh.ts";

const admin = { Authorization: `Bearer ${env.ADMIN_TOKEN}` };
const beacon = { Authorization: `Bearer ${env.BEACON_TOKEN}` };
const KEYRING_BODY = { v: 1 as const, version: 3, issuedAt: 1_700_000_000, keys: [], revoked: [] };
const root = () => createSigner(0, new Uint8Array(32).fill(7));

function ask(
  method: string,
  path: string,
  options: { headers?: Record<string, string>; body?: unknown } = {},
): Promise<Response> {
  const body = options.body === undefined ? null : JSON.stringify(options.body);
  return exports.default.fetch(
    new Request(`https://warden.test${path}`, { method, headers: options.headers ?? {}, body }),
  );
}

describe("the gate", () => {
  const strangers: readonly [string, string, string, Record<string, string>][] = [
    ["no token", "GET", "/status", {}],
    ["a wrong token", "GET", "/status", { Authorization: "Bearer nobody" }],
    ["an empty token", "GET", "/status", { Authorization: "Bearer " }],
    ["the right token in another scheme", "GET", "/status", { Authorization: `Basic ${env.ADMIN_TOKEN}` }],
    ["a token with a tail", "GET", "/status", { Authorization: `${admin.Authorization}x` }],
    ["the beacon's token elsewhere", "GET", "/status", beacon],
    ["the beacon's token on an invite", "POST", "/invites", beacon],
    ["the beacon's token by GET", "GET", "/admit", beacon],
    ["the beacon's token on a longer path", "POST", "/admit/x", beacon],
    ["no token on an unknown path", "GET", "/nothing", {}],
  ];
  test.each(strangers)("%s is a plain 404", async (_, method, path, headers) => {
    const response = await ask(method, path, { headers });
    expect([response.status, await response.text()]).toEqual([404, "Not Found\n"]);
  });
});

describe("the operator's requests", () => {
  beforeAll(async () => {
    const response = await ask("PUT", "/mesh", { headers: admin, body: settings() });
    expect(response.status).toBe(200);
  });

  test("walk an order to a mirror and a reader to a link", async () => {
    const claim = {
      hostname: "leaf.garden.example",
      zone: "garden.example",
      door: "abcdefgh",
      maskKey: "A".repeat(43),
    };
    const claimed = await ask("POST", "/orders/1/claim", { headers: admin, body: claim });
    expect([claimed.status, await claimed.json()]).toMatchObject([
      201,
      { mirror: { hostname: claim.hostname, state: "minting", origin: "https://leaf.garden.example", groups: 0 } },
    ]);
    const steps = ["publish", "probe-ticket", "ready"].map((step) => `/mirrors/${claim.hostname}/${step}`);
    for (const step of steps) expect((await ask("POST", step, { headers: admin })).status).toBe(200);
    expect(await env.KV.get("zone:garden.example")).toMatch(/^1\.[A-Za-z0-9_-]{86}\n\{"v":1,/);
    const invited = await ask("POST", "/invites", {
      headers: admin,
      body: { service: "news", channel: "family", uses: 1, level: 0, days: 7 },
    });
    const { code, ...invite } = (await invited.json()) as Invite;
    expect(invite).toMatchObject({ service: "news", channel: "family", usesLeft: 1 });
    const admitted = await ask("POST", "/admit", {
      headers: beacon,
      body: { code: code.toUpperCase().replaceAll("-", " ") },
    });
    const admission = (await admitted.json()) as Admission;
    expect(admission).toMatchObject({ service: "news", channel: "family", mirrors: [{ hostname: claim.hostname }] });
    expect(admission.ticket).toMatch(/^[A-Za-z0-9_-]{114}$/);
    const status = (await (await ask("GET", "/status", { headers: admin })).json()) as MeshStatus;
    expect(status.groups).toEqual({ lineages: 1, groups: 1, readers: 1 });
    expect(JSON.stringify(status)).not.toContain(code);
  });

  test.each([
    ["an unknown path", "GET", "/nothing", undefined, 404, "unknown"],
    ["an unknown mirror", "POST", "/mirrors/nobody.example/ready", undefined, 404, "unknown"],
    [
      "an unknown order",
      "POST",
      "/orders/99/claim",
      { hostname: "a.garden.example", zone: "garden.example", door: "abcdefgh", maskKey: "A".repeat(43) },
      404,
      "unknown",
    ],
    ["a body that is no JSON", "POST", "/burn", undefined, 400, "invalid"],
    ["a misspelt setting", "PUT", "/mesh", { ...settings(), lineagesize: 4 }, 400, "invalid"],
    ["a pattern that is none", "POST", "/burn", { pattern: "*.*.example" }, 400, "invalid"],
    ["a port in a pattern", "POST", "/burn", { pattern: "leaf.garden.example:80" }, 400, "invalid"],
    ["an unknown cause", "POST", "/burn", { pattern: "a.example", cause: "weather" }, 400, "invalid"],
    [
      "tickets of more than thirty days",
      "POST",
      "/invites",
      { service: "news", channel: "x", uses: 1, level: 0, days: 31 },
      400,
      "invalid",
    ],
    ["a code nobody was given", "POST", "/admit", { code: "00000-00000-00000-00000" }, 404, "unknown"],
    ["a code that cannot be one", "POST", "/admit", { code: "hello" }, 404, "unknown"],
  ])("%s is refused in words", async (_, method, path, body, status, code) => {
    const response = await ask(method, path, { headers: admin, body });
    expect([response.status, await response.json()]).toMatchObject([status, { error: { code } }]);
  });

  test("only a newer root-signed keyring replaces the one in force", async () => {
    const put = async (keyring: string) => (await ask("PUT", "/keyring", { headers: admin, body: { keyring } })).status;
    const third = await signKeyring(KEYRING_BODY, await root());
    const second = await signKeyring({ ...KEYRING_BODY, version: 2 }, await root());
    const forged = await signKeyring(
      { ...KEYRING_BODY, version: 4 },
      await createSigner(0, new Uint8Array(32).fill(8)),
    );
    expect([await put(third), await put(third), await put(second), await put(forged), await put("x")]).toEqual([
      200, 200, 409, 409, 409,
    ]);
    expect(await env.KV.get("keyring")).toBe(third);
  });

  test("events are told once each, oldest first", async () => {
    const told = (await (await ask("GET", "/events?after=0", { headers: admin })).json()) as {
      events: { id: number }[];
    };
    const last = told.events.at(-1)?.id ?? 0;
    expect(told.events.map(({ id }) => id)).toEqual(told.events.map((_, at) => at + 1));
    expect(await (await ask("GET", `/events?after=${last}`, { headers: admin })).json()).toEqual({ events: [] });
  });
});
