// One mesh through the command line alone, as an operator lives with it: start, open, burn, mint, look, stop, start again.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Minted } from "../../../scripts/mint/mint.ts";
import { reach } from "../../../scripts/reach.ts";
import type { BurnAnswer, MeshStatus, Order } from "../../../shared/wardenapi.ts";
import { type Mesh, resumeMesh, startMesh } from "../../support/mesh.ts";
import { startStopwatch } from "../../support/stopwatch.ts";

interface Links {
  readonly service: string;
  readonly links: readonly { readonly hostname: string; readonly url: string }[];
}

const READY_LIMIT_SECONDS = 15;

let mesh: Mesh;
let readySeconds: number;
beforeAll(async () => {
  const watch = startStopwatch();
  mesh = await startMesh();
  readySeconds = watch.seconds();
});
afterAll(() => mesh.close());

const linkAt = (at: number) => mesh.ready.links[at]?.url ?? "";
const beaconLinks = async () => (await (await reach(`${mesh.ready.beacon}.json`)).json()) as Links;
const hostZone = (hostname = "") => hostname.split(".").slice(1).join(".");
const hostsOf = ({ links }: Pick<Links, "links">) => links.map(({ hostname }) => hostname);

describe("hezar start --json", () => {
  test("is ready within 15 s, with an edge, its API, a beacon's page and a link on each of three zones", () => {
    console.info(`ready in ${(mesh.readyMs / 1000).toFixed(1)} s, ${readySeconds.toFixed(1)} s of them its own`);
    expect(readySeconds).toBeLessThan(READY_LIMIT_SECONDS);
    const { edge, api, beacon, links } = mesh.ready;
    expect(edge).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(api).toMatchObject({ url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/client\/v4$/) });
    expect(beacon).toMatch(/^http:\/\/[^/]+\.localhost:\d+\/i\/[^/]+$/);
    expect(new Set(links.map(({ hostname }) => hostZone(hostname))).size).toBe(3);
    for (const { service, hostname, url } of links) {
      expect(service).toBe("news");
      expect(url).toMatch(new RegExp(`^http://${hostname}:${mesh.port}/[A-Za-z0-9_-]{100,}/$`));
    }
  });

  test("gives an API that takes its token and no other", async () => {
    const { url, account, token } = mesh.ready.api;
    const ask = (bearer: string) =>
      fetch(`${url}/accounts/${account}/workers/scripts`, { headers: { authorization: `Bearer ${bearer}` } });
    expect((await ask(token)).status).toBe(200);
    expect((await ask("another")).status).toBeGreaterThanOrEqual(400);
  });

  test("holds its state directory: a second start there says who has it", async () => {
    const second = await mesh.hezar("start", "--json");
    expect(second).toMatchObject({ code: 1, stdout: "", stderr: expect.stringContaining(`process ${mesh.pid}`) });
  });
});

describe("hezar open", () => {
  test("trades a link's ticket for a pass that opens the newsroom", async () => {
    const { url, cookie } = await mesh.hezarJson<{ url: string; cookie: string }>("open", linkAt(0));
    expect(url).toBe(new URL("/", linkAt(0)).href);
    const page = await reach(url, { headers: { cookie, accept: "text/html" } });
    const stranger = await reach(url, { headers: { accept: "text/html" } });
    expect(page.status).toBe(200);
    expect(await page.text()).not.toBe(await stranger.text());
  });

  test("keeps the path and query behind the ticket", async () => {
    const { url } = await mesh.hezarJson<{ url: string }>("open", `${linkAt(1)}en/about?x=1`);
    expect(url).toBe(`${new URL(linkAt(1)).origin}/en/about?x=1`);
  });

  test("says of a link that was cut that there is no ticket in it", async () => {
    const { code, stderr } = await mesh.hezar("open", linkAt(0).replace(/.{9}\/$/, "/"));
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining("no ticket in its path") });
  });

  test("says of a ticket on another mirror that it is not one for this mirror", async () => {
    const [, segment] = new URL(linkAt(0)).pathname.split("/");
    const { code, stderr } = await mesh.hezar("open", `${new URL(linkAt(1)).origin}/${segment}/`);
    expect(code).toBe(1);
    expect(stderr).toContain("belongs to another mirror");
  });

  test("says of an ordinary address on another host that it lies on no zone of this mesh", async () => {
    const { stderr } = await mesh.hezar("open", `${mesh.ready.beacon}x`);
    expect(stderr).toContain("no zone of this mesh");
  });
});

describe("a burned mirror", () => {
  let burned = "";
  let answer: BurnAnswer;
  beforeAll(async () => {
    burned = mesh.ready.links[2]?.hostname ?? "";
    answer = await mesh.hezarJson<BurnAnswer>("burn", burned, "--country", "ir");
  });

  test("is on the blocklist, and orders stand", async () => {
    expect(answer).toMatchObject({ entry: { pattern: burned, country: "IR", cause: "censor" }, burned: [burned] });
    const status = await mesh.hezarJson<MeshStatus>("status");
    expect(status.blocklist.entries).toEqual([expect.objectContaining({ pattern: burned })]);
    expect(status.mirrors.find(({ hostname }) => hostname === burned)?.state).toBe("burned");
    const { orders } = await mesh.hezarJson<{ orders: readonly Order[] }>("orders");
    expect(orders.length).toBeGreaterThan(0);
    expect((await mesh.hezar("orders")).stdout).toMatch(/^ORDER +SERVICE[\s\S]* news +open/);
  });

  test("is replaced by mint, and the beacon shows new hostnames and never the old one", async () => {
    const { minted } = await mesh.hezarJson<{ minted: readonly string[] }>("mint");
    expect(minted.length).toBe(answer.orders.length);
    expect((await mesh.hezarJson<{ orders: readonly Order[] }>("orders")).orders).toEqual([]);
    const shown = hostsOf(await beaconLinks());
    expect(shown).not.toContain(burned);
    expect(shown.filter((hostname) => minted.includes(hostname)).length).toBeGreaterThan(0);
  });

  test("was told of on stdout, one line an event", async () => {
    await expect.poll(() => mesh.events.map(({ event }) => event)).toContain("minted");
    expect(mesh.events).toContainEqual(
      expect.objectContaining({ event: "burned", hostname: burned, at: expect.stringMatching(/^\d{4}-.*Z$/) }),
    );
    expect(mesh.events.map(({ event }) => event)).toContain("ordered");
  });

  test("can be unburned for mirrors to come, and retired", async () => {
    const answer = await mesh.hezarJson("unburn", burned, "--country", "IR");
    expect(answer).toMatchObject({ removed: [{ pattern: burned }], stillBurned: [burned] });
    expect((await mesh.hezar("retire", burned)).stdout).toContain("is retired");
  });
});

describe("a hostname where no mirror stands", () => {
  const host = "notours.example.com";

  test("is put on the blocklist and taken off again, and no more is claimed", async () => {
    for (const _ of ["first", "second"]) {
      const { stdout } = await mesh.hezar("burn", host);
      expect(stdout).toMatch(/on the blocklist everywhere[\s\S]*No unburned mirror.*nothing else changes/);
      expect(stdout).not.toMatch(/reserve|order/);
    }
    expect((await mesh.hezar("unburn", host)).stdout).toContain("the name itself is never used again");
    await mesh.hezar("burn", "*.example.com");
    expect((await mesh.hezar("unburn", "*.example.com")).stdout).toContain("new mirrors may go there");
  });

  test("cannot be retired, and status is named", async () => {
    const { code, stderr } = await mesh.hezar("retire", "x.localhost");
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringMatching(/No mirror x\.localhost stands/) });
    expect(stderr).toContain("hezar status");
    expect(stderr).not.toContain("/mirrors/");
  });
});

describe("hezar up on a mesh that stands", () => {
  test("changes nothing, and says where warden and beacon are", async () => {
    const names = async () =>
      (await mesh.hezarJson<MeshStatus>("status")).mirrors.map(({ hostname, state }) => [hostname, state]);
    // Newcomers after the burn were born into a new lineage, which ordered mirrors of its own.
    await mesh.hezarJson("mint");
    const before = await names();
    const up = await mesh.hezarJson<{ beacon: string; minted: Minted }>("up", "--once");
    expect(up).toMatchObject({ minted: { minted: [], failures: [], removed: [], redeployed: [] } });
    expect(mesh.ready.beacon.startsWith(up.beacon)).toBe(true);
    expect(await names()).toEqual(before);
  });
});

describe("looking at the mesh", () => {
  test("doctor finds nothing broken, and names the bundled covers", async () => {
    const { ok, findings } = await mesh.hezarJson<{
      ok: boolean;
      findings: readonly { level: string; about: string; says: string }[];
    }>("doctor");
    expect(findings.filter(({ level }) => level === "broken")).toEqual([]);
    expect(ok).toBe(true);
    expect(findings).toContainEqual(
      expect.objectContaining({ level: "note", about: "covers", says: expect.stringContaining("bundled") }),
    );
  });

  test("doctor finds logging that someone switched on at the provider, and up switches it off", async () => {
    const { url, account, token } = mesh.ready.api;
    const scripts = `${url}/accounts/${account}/workers/scripts`;
    const relay = `hezar-relay-${hostZone(mesh.ready.links[0]?.hostname).replaceAll(".", "-")}`;
    const switchOn = async (script: string, json: object) => {
      const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
      const body = JSON.stringify(json);
      const answer = await fetch(`${scripts}/${script}/script-settings`, { method: "PATCH", headers, body });
      expect(answer.status).toBe(200);
    };
    await switchOn(relay, { observability: { enabled: false, logs: { enabled: true, invocation_logs: true } } });
    await switchOn("hezar-warden", { logpush: true, tail_consumers: [{ service: "reads-along" }] });
    const { code, stdout } = await mesh.hezar("doctor");
    expect(code).toBe(1);
    expect(stdout).toMatch(new RegExp(`✗ ${relay} +observability is on: .*\n +.hezar up. switches it off`));
    expect(stdout).toMatch(/✗ hezar-warden +logpush and tail are on: /);
    expect(stdout).toMatch(/ 2 broken/);
    await mesh.hezarJson("up", "--once");
    expect((await mesh.hezar("doctor")).stdout).toMatch(
      /✓ account local +logging is off on every Worker of the mesh \(5\)/,
    );
  });

  test("status is a table a person can read", async () => {
    const { stdout, stderr } = await mesh.hezar("status");
    expect(stdout).toMatch(/^MIRROR +STATE +SERVICE +GROUPS +AGE\n/);
    expect(stderr).toBe("");
  });

  test("an invite is a code with its page, good for one reader", async () => {
    const invite = await mesh.hezarJson<{ code: string; page: string; usesLeft: number }>("invite");
    expect(invite).toMatchObject({ usesLeft: 1, page: expect.stringContaining(invite.code) });
  });

  test("an invite of a new channel says that the channel's own mirrors are to be minted first", async () => {
    const { code, stdout } = await mesh.hezar("invite", "--channel", "telegram");
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringMatching(/orders? stands?.*hezar mint/) });
  });

  test("rotate orders replacements for what is old enough", async () => {
    expect((await mesh.hezar("rotate")).stdout).toContain("No mirror is older than 12h");
  });

  test("rotate and mint say that a replaced mirror serves who is there before it is retired", async () => {
    const rotated = (await mesh.hezar("rotate", "--older-than", "1s")).stdout;
    expect(rotated).toMatch(/will be replaced\n[\s\S]*serves who is there for a day/);
    const [, old = ""] = /^ {2}(\S+) will be replaced/.exec(rotated) ?? [];
    const minted = (await mesh.hezar("mint")).stdout;
    expect(minted).toContain(`${old} is replaced: it serves who is there, then it is retired`);
  });

  test("burn tells of the reserve only as much as was handed out of it", async () => {
    const inState = async (wanted: string) =>
      (await mesh.hezarJson<MeshStatus>("status")).mirrors
        .filter(({ state }) => state === wanted)
        .map(({ hostname }) => hostname);
    await mesh.hezar("mint", "--count", "2");
    const [[live = ""], reserve] = [await inState("live"), await inState("reserve")];
    const { stdout } = await mesh.hezar("burn", live, "--cause", "provider");
    const left = await inState("reserve");
    const taken = reserve.filter((hostname) => !left.includes(hostname)).length;
    expect(stdout).toContain(`  ✕ ${live}`);
    expect(/^(\d+) mirrors? of the reserve takes? over\.$/m.exec(stdout)?.[1]).toBe(
      taken === 0 ? undefined : `${taken}`,
    );
    expect(stdout).toMatch(/^(No order stands\.|\d+ orders? stands?\. Next: hezar mint)$/m);
    console.info(`${taken} of ${reserve.length} in reserve taken`);
  });
});

describe("stopped and started again", () => {
  test("has the same ports and mirrors, and links made before still open", async () => {
    const before = mesh;
    const link = (await beaconLinks()).links[0]?.url ?? "";
    const mirrors = (await mesh.hezarJson<MeshStatus>("status")).mirrors.filter(({ state }) => state === "live");
    mesh = await resumeMesh(before);
    expect(mesh.ready).toMatchObject({ edge: before.ready.edge, api: before.ready.api, beacon: before.ready.beacon });
    const after = (await mesh.hezarJson<MeshStatus>("status")).mirrors.filter(({ state }) => state === "live");
    expect(after.map(({ hostname }) => hostname)).toEqual(
      expect.arrayContaining(mirrors.map(({ hostname }) => hostname)),
    );
    expect(await mesh.hezarJson("open", link)).toMatchObject({ cookie: expect.stringMatching(/^__Host-/) });
  });

  test("and stopped for good, answers questions with what is missing", async () => {
    await mesh.stop();
    expect((await mesh.hezar("open", linkAt(0))).stderr).toMatch(/cannot be reached[\s\S]*is `hezar start` running\?/);
    expect((await mesh.hezar("status")).stderr).toMatch(/warden cannot be reached[\s\S]*is `hezar start` running\?/);
  });

  test("as another site's mesh is refused", async () => {
    const { code, stderr } = await mesh.hezar("start", "--service", "https://other.example", "--json");
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining("demo newsroom") });
  });
});
