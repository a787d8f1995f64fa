// The list of dangerous sites, asked in Google's form of a server on this machine.

import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findFlags } from "../../../scripts/health/flags.ts";

const asked: { readonly url: string; readonly body: Record<string, unknown> }[] = [];
let server: Server;
let apiUrl: string;
beforeAll(async () => {
  server = createServer(async (request, answer) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = JSON.parse(Buffer.concat(chunks).toString()) as {
      readonly threatInfo: { readonly threatEntries: readonly { readonly url: string }[] };
    };
    asked.push({ url: request.url ?? "", body });
    if (!request.url?.endsWith("key=good")) return answer.writeHead(403).end("{}");
    const bad = body.threatInfo.threatEntries.filter(({ url }) => url.includes("bad"));
    const matches = bad.map((threat) => ({ threatType: "SOCIAL_ENGINEERING", platformType: "ANY_PLATFORM", threat }));
    answer
      .writeHead(200, { "content-type": "application/json" })
      .end(JSON.stringify(bad.length === 0 ? {} : { matches }));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

test("zones that are listed are named with what they are listed as; only zones are asked about", async () => {
  const zones = ["garden.example", "bad-bread.example"];
  expect(await findFlags(zones, { apiUrl, key: "good" })).toEqual([
    { zone: "bad-bread.example", as: "SOCIAL_ENGINEERING" },
  ]);
  expect(asked[0]?.url).toBe("/v4/threatMatches:find?key=good");
  expect(asked[0]?.body).toMatchObject({
    threatInfo: { threatEntries: [{ url: "https://garden.example/" }, { url: "https://bad-bread.example/" }] },
  });
});

test("a list that names nothing says so with an empty answer", async () => {
  expect(await findFlags(["garden.example"], { apiUrl, key: "good" })).toEqual([]);
});

test("more zones than one call takes are asked about in several", async () => {
  const before = asked.length;
  const zones = Array.from({ length: 600 }, (_, at) => `${at === 550 ? "bad" : "zone"}-${at}.example`);
  expect(await findFlags(zones, { apiUrl, key: "good" })).toEqual([
    { zone: "bad-550.example", as: "SOCIAL_ENGINEERING" },
  ]);
  expect(asked.length - before).toBe(2);
});

test("a list that refuses the key is told, not taken for a clean bill", async () => {
  await expect(findFlags(["garden.example"], { apiUrl, key: "other" })).rejects.toThrow("HTTP 403");
});
