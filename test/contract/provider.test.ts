// Cloudflare's provider against the edge on one machine, always; against Cloudflare itself where a credential is given.

import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as v from "valibot";
import { describe, it } from "vitest";
import { systemClock } from "../../scripts/clock.ts";
import { startEdge } from "../../scripts/edge/edge.ts";
import { type Client, createClient } from "../../scripts/providers/cloudflare/client.ts";
import { CLOUDFLARE_API_URL, createCloudflare } from "../../scripts/providers/cloudflare/cloudflare.ts";
import { reach } from "../../scripts/reach.ts";
import { type Ground, providerContract } from "./provider.ts";

interface Account {
  readonly apiUrl: string;
  readonly accountId: string;
  readonly token: string;
  readonly zone: string | undefined;
}

providerContract("cloudflare on the local edge", async () => {
  const stateDir = await mkdtemp(join(tmpdir(), "hezar-contract-"));
  const account = { id: randomBytes(16).toString("hex"), token: randomBytes(20).toString("hex") };
  const zone = "contract.localhost";
  const edge = await startEdge({ stateDir, port: 0, accounts: [{ ...account, subdomain: "contract", zones: [zone] }] });
  const given = { apiUrl: edge.apiUrl, accountId: account.id, token: account.token, zone };
  const ground = groundOf(given, { scheme: "http", port: edge.port });
  return {
    ...ground,
    foreign: { ...ground.foreign, placeRule: (name) => placeRule(name, given) },
    ask: async (url) => (await reach(url)).text(),
    close: async () => {
      await edge.close();
      await rm(stateDir, { recursive: true });
    },
  };
});

const { CLOUDFLARE_API_TOKEN: token, CLOUDFLARE_ACCOUNT_ID: accountId, CLOUDFLARE_TEST_ZONE: zone } = process.env;
if (token !== undefined && accountId !== undefined) {
  providerContract("cloudflare itself", async () => groundOf({ apiUrl: CLOUDFLARE_API_URL, accountId, token, zone }));
} else {
  describe("the provider contract: cloudflare itself", () => {
    it("runs against the real API", ({ skip }) =>
      skip("CLOUDFLARE_API_TOKEN and CLOUDFLARE_ACCOUNT_ID are not set (CLOUDFLARE_TEST_ZONE: a zone to use up)"));
  });
}

function groundOf(account: Account, local?: { readonly scheme: "http"; readonly port: number }): Ground {
  const { apiUrl, accountId, token } = account;
  const client = createClient({ apiUrl, token, clock: systemClock });
  const scripts = `/accounts/${accountId}/workers/scripts`;
  const Made = v.object({ id: v.string() });
  const placeIn = async (zoneName: string, kind: string, json: unknown) => {
    const [found] = await client.list(Made, { path: "/zones", query: { name: zoneName } });
    const path = `/zones/${found?.id}/${kind}`;
    const { id } = await client.call(Made, { method: "POST", path, json });
    return async () => {
      await client.call(v.unknown(), { method: "DELETE", path: `${path}/${id}` });
    };
  };
  return {
    zone: account.zone,
    provider: (meshId, options) =>
      createCloudflare({
        apiUrl,
        accountId,
        meshId,
        token: options?.badCredential ? "not-a-token" : token,
        ...(local && { local }),
      }),
    foreign: {
      guardOf: async (zoneName) => readGuard(client, zoneName),
      placeWorker: async (name) => {
        const form = new FormData();
        const metadata = { main_module: "shop.js", compatibility_date: "2026-10-01", tags: [] };
        const module = "export default { fetch: () => new Response('shop') };";
        form.append("metadata", new Blob([JSON.stringify(metadata)], { type: "application/json" }), "metadata.json");
        form.append("shop.js", new Blob([module], { type: "application/javascript+module" }), "shop.js");
        await client.call(v.unknown(), { method: "PUT", path: `${scripts}/${name}`, form });
      },
      hasWorker: async (name) => (await client.list(Made, { path: scripts })).some(({ id }) => id === name),
      removeWorker: async (name) => {
        await client.call(v.unknown(), { method: "DELETE", path: `${scripts}/${name}`, query: { force: "true" } });
      },
      placeRoute: (pattern, script) => placeIn(zoneOf(account), "workers/routes", { pattern, script }),
      placeAddress: (name) =>
        placeIn(zoneOf(account), "dns_records", { type: "A", name, content: "192.0.2.1", proxied: true, ttl: 1 }),
      switchLoggingOn: async (name) => {
        // Logpush and tail want a paid plan: an account of which nothing is known gets observability alone.
        const paid = local === undefined ? {} : { logpush: true, tail_consumers: [{ service: "reads-along" }] };
        const json = { observability: { enabled: true }, ...paid };
        await client.call(v.unknown(), { method: "PATCH", path: `${scripts}/${name}/script-settings`, json });
        return local === undefined ? ["observability"] : ["observability", "logpush", "tail"];
      },
      writeValue: async (namespaceId, key, value) => {
        const path = `/accounts/${accountId}/storage/kv/namespaces/${namespaceId}/values/${encodeURIComponent(key)}`;
        const form = new FormData();
        form.append("value", value);
        form.append("metadata", "{}");
        await client.call(v.unknown(), { method: "PUT", path, form });
      },
    },
    close: async () => {},
  };
}

function zoneOf({ zone }: Account): string {
  if (zone === undefined) throw new Error("nothing about zones is asked without one");
  return zone;
}

const Zone = v.object({ id: v.string() });
const Rules = v.object({
  rules: v.array(
    v.looseObject({ description: v.string(), ratelimit: v.looseObject({ requests_per_period: v.number() }) }),
  ),
});

const rulesPath = async (client: Client, zoneName: string) => {
  const [zone] = await client.list(Zone, { path: "/zones", query: { name: zoneName } });
  return `/zones/${zone?.id}/rulesets/phases/http_ratelimit/entrypoint`;
};

async function readGuard(client: Client, zoneName: string) {
  const path = await rulesPath(client, zoneName);
  const { rules } = await client.call(Rules, { method: "GET", path });
  const settings = path.replace(/rulesets.*/, "settings/ech");
  const { value } = await client.call(v.object({ value: v.unknown() }), { method: "GET", path: settings });
  return {
    rules: rules.map(({ description, ratelimit }) => [description, ratelimit.requests_per_period] as const),
    ech: value,
  };
}

/** As an operator's own hand in the dashboard, beside nothing of ours. */
async function placeRule(zoneName: string, { apiUrl, token }: Account): Promise<void> {
  const client = createClient({ apiUrl, token, clock: systemClock });
  const ratelimit = {
    characteristics: ["cf.colo.id", "ip.src"],
    period: 10,
    requests_per_period: 5,
    mitigation_timeout: 10,
  };
  const rule = { description: "the shop's", expression: "true", action: "block", enabled: true, ratelimit };
  const path = await rulesPath(client, zoneName);
  await client.call(v.unknown(), { method: "PUT", path, json: { rules: [rule] } });
}
