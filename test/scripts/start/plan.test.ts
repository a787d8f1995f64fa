// The config that `hezar start` writes, for the newsroom and for sites of one's own, is one its own checks take.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { configText, newsroomSite, parseSites, privateNetworks, zonesOf } from "../../../scripts/start/plan.ts";
import { checkConfig } from "../../../shared/config.ts";

const place = {
  port: 8787,
  apiUrl: "http://127.0.0.1:9/client/v4",
  accountIds: ["0".repeat(32)],
  listsUrl: "http://lists.localhost:1/",
};
const configOf = (sites: ReturnType<typeof parseSites>, mirrors = 3) =>
  checkConfig(configText({ sites, mirrors, ...place }));

describe("the config of hezar start", () => {
  test("for the newsroom is taken, its origins marked private, its mirrors on three zones", () => {
    const site = newsroomSite({ primary: "http://127.0.0.1:4001", cdn: "http://127.0.0.1:4002" });
    expect(configOf([site])).toMatchObject({
      ok: true,
      value: {
        services: [{ id: "news", private: true, secondaries: [{ alias: "cdn", private: true }] }],
        mirrors: { live: 3, reserve: 0, perGroup: 3 },
      },
    });
    expect(zonesOf([site])).toHaveLength(3);
  });

  test("for a roster of ten has a zone for each of its mirrors", () => {
    const site = newsroomSite({ primary: "http://127.0.0.1:4001", cdn: "http://127.0.0.1:4002" });
    const config = checkConfig(configText({ sites: [site], mirrors: 12, perGroup: 10, ...place }));
    expect(config).toMatchObject({ ok: true, value: { mirrors: { live: 12, reserve: 0, perGroup: 10 } } });
    expect(config.ok && new Set(config.value.zones.map(({ zone }) => zone)).size).toBe(10);
    // Ten zones each are more names than there are.
    expect(zonesOf(parseSites(["a.example", "b.example"]), 10)).toHaveLength(6);
  });

  test.each([
    [1, ["local", "local", "local"], []],
    [2, ["local-2", "local-2", "local-2"], [{ account: "local-2" }]],
    [3, ["local-2", "local-3", "local-2"], [{ account: "local-2" }, { account: "local-3" }]],
  ])("on %d accounts, has its mirrors and its snapshots away from the warden", (count, places, snapshots) => {
    const site = newsroomSite({ primary: "http://127.0.0.1:4001", cdn: "http://127.0.0.1:4002" });
    const accountIds = Array.from({ length: count }, (_, at) => `${at}`.repeat(32));
    const config = checkConfig(configText({ sites: [site], mirrors: 3, ...place, accountIds }));
    expect(config.ok && config.value.zones.map(({ account }) => account)).toEqual(places);
    expect(config.ok && config.value.warden).toEqual({ account: "local", snapshots });
    expect(config.ok && config.value.accounts).toHaveLength(count);
  });

  test.each([
    ["https://www.debian.org", { id: "debian", primary: "https://www.debian.org", secondaries: [] }],
    ["debian.org", { id: "debian", primary: "https://debian.org", secondaries: [] }],
    ["https://debian.org/fa/?x#y", { id: "debian", primary: "https://debian.org", secondaries: [] }],
    ["HTTP://Debian.ORG:80", { id: "debian", primary: "http://debian.org", secondaries: [] }],
    ["http://127.0.0.1:8080", { id: "site", primary: "http://127.0.0.1:8080", secondaries: [] }],
    ["http://wiki.localhost:8080", { id: "wiki", primary: "http://wiki.localhost:8080", secondaries: [] }],
    [
      "https://a.example,https://b.example, img=https://c.example",
      {
        id: "a",
        primary: "https://a.example",
        secondaries: [
          { alias: "s1", origin: "https://b.example" },
          { alias: "img", origin: "https://c.example" },
        ],
      },
    ],
  ])("understands --service %s", (text, site) => {
    expect(parseSites([text])).toEqual([site]);
    expect(configOf(parseSites([text])).ok).toBe(true);
  });

  test.each(["notaurl", "https://notaurl", "", "https://"])("takes %j for a slip, not for a site", (text) => {
    expect(() => parseSites([text])).toThrow(/is no address of a site/);
  });

  test("gives two sites of one name two ids, and each its own three zones", () => {
    const sites = parseSites(["https://news.example", "https://news.test.example"]);
    expect(sites.map(({ id }) => id)).toEqual(["news", "news-2"]);
    expect(new Set(zonesOf(sites).map(({ zone }) => zone)).size).toBe(6);
  });

  test("opens the home network to the edge only where a site lies there", () => {
    const networks = (text: string) => privateNetworks(parseSites([text]));
    expect(networks("http://127.0.0.1:80")).not.toContain("192.168.0.0/16");
    expect(networks("https://debian.org")).not.toContain("10.0.0.0/8");
    expect(networks("http://192.168.1.7")).toContain("192.168.0.0/16");
  });

  test("is taken for every web address with a name, or says what is wrong with it", () => {
    fc.assert(
      fc.property(fc.webUrl({ validSchemes: ["http", "https"] }), fc.integer({ min: 1, max: 12 }), (url, mirrors) => {
        const checked = configOf(parseSites([url.replaceAll(",", "")]), mirrors);
        return checked.ok || checked.problems.length > 0;
      }),
    );
  });
});
