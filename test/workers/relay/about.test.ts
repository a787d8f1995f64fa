// The mirror's own page, its forms and a panic's address: nothing of them for strangers, for scripts, or across sites; and what
// the warden says, or does not, is told in plain words.

import { describe, expect, it } from "vitest";
import { toBase64url } from "../../../shared/domain/bytes.ts";
import { createWishes } from "../../../workers/relay/about/wishes.ts";
import { createFixture, type Fixture, type FixtureOptions, MIRROR, ZONE } from "./fixture.ts";

const NAVIGATING = { "sec-fetch-mode": "navigate", "sec-fetch-site": "same-origin", "sec-fetch-dest": "document" };
const SHARED = { ticket: toBase64url(new Uint8Array(85)), origin: `https://${MIRROR}`, left: 1 };

async function open(answer: () => Promise<Response>) {
  const told: { readonly path: string; readonly body: unknown }[] = [];
  const warden: FixtureOptions["warden"] = async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname !== "/collect") told.push({ path: pathname, body: await request.json() });
    return pathname === "/collect" ? new Response(null, { status: 204 }) : answer();
  };
  const fixture = await createFixture({ warden });
  const cookie = await fixture.pass(await fixture.ticket());
  const aboutAs = async (headers: Record<string, string>) => {
    const answer = await fixture.get(`https://${MIRROR}/${fixture.door}/about?en`, { headers: { cookie, ...headers } });
    return /name="token" value="([\w-]*)"/.exec(await answer.text())?.[1] ?? "";
  };
  const token = await aboutAs(NAVIGATING);
  const post = (name: string, headers: Record<string, string> = NAVIGATING, said = "", own = token) => {
    const body = `token=${own}&${said}`;
    return fixture.get(`https://${MIRROR}/${fixture.door}/${name}?en`, {
      method: "POST",
      headers: {
        ...{ cookie, "content-type": "application/x-www-form-urlencoded", "content-length": `${body.length}` },
        ...headers,
      },
      body,
    });
  };
  return { ...fixture, told, cookie, post, aboutAs, token };
}

const coverOf = async ({ get }: Fixture, path: string) => {
  const answer = await get(`https://nobody-there.${ZONE}${path}`);
  return [answer.status, await answer.text(), [...answer.headers]];
};

describe("the mirror's own page", () => {
  it("is nothing that a page of the service could frame, read or hold", async () => {
    const { get, door, cookie } = await open(async () => Response.json(SHARED));
    const { headers, status } = await get(`https://${MIRROR}/${door}/about?fa`, { headers: { cookie } });
    expect(status).toBe(200);
    expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    expect(headers.get("cross-origin-opener-policy")).toBe("same-origin");
    expect(headers.get("cache-control")).toBe("no-store");
  });

  it("asks the warden for one more reader by number, and shows a link of this mirror", async () => {
    const { post, told } = await open(async () => Response.json(SHARED));
    const text = await (await post("share")).text();
    expect(text).toMatch(new RegExp(`<textarea[^>]*>https://${MIRROR}/[\\w-]{100,}/</textarea><svg`));
    expect(text).toContain("You can still make: 1");
    const body = { v: 1, label: "blue-kettle", lineage: "0a0b0c0d0e0f", reader: "0011223344556677" };
    expect(told).toEqual([{ path: "/share", body }]);
  });

  it.each([
    ["refuses", async () => new Response(null, { status: 404 })],
    ["is away", async () => Promise.reject(new Error("away"))],
  ])("says so where the warden %s", async (_, answer) => {
    const { post } = await open(answer);
    expect(await (await post("share")).text()).toContain("No link was made");
    expect(await (await post("problem", NAVIGATING, "kind=slow")).text()).toContain("did not arrive");
  });

  it("tells a problem as one of its words, and nothing else that a form may hold", async () => {
    const { post, told } = await open(async () => Response.json({}));
    expect(await (await post("problem", NAVIGATING, "kind=slow&who=me")).text()).toContain("It arrived");
    expect(await (await post("problem", NAVIGATING, "kind=anything")).text()).toContain("did not arrive");
    const long = `kind=slow&${"x".repeat(300)}`;
    expect(await (await post("problem", NAVIGATING, long)).text()).not.toContain("It arrived");
    expect(told).toEqual([{ path: "/problem", body: { v: 1, label: "blue-kettle", kind: "slow" } }]);
  });

  it("takes no form that a page's script sends in the reader's name: the token stands on a page that it cannot read", async () => {
    const { post, told, aboutAs, token } = await open(async () => Response.json(SHARED));
    const fetched = await aboutAs({ ...NAVIGATING, "sec-fetch-mode": "cors", "sec-fetch-dest": "empty" });
    const framed = await aboutAs({ ...NAVIGATING, "sec-fetch-dest": "iframe" });
    expect([token.length, fetched, framed]).toEqual([22, "", ""]);
    for (const own of ["", "A".repeat(22), (await open(async () => Response.json(SHARED))).cookie.slice(0, 22)]) {
      const text = await (await post("share", NAVIGATING, "", own)).text();
      expect(text).not.toContain('class="made"');
      await post("problem", NAVIGATING, "kind=slow", own);
    }
    expect((await post("share", { ...NAVIGATING, "sec-fetch-dest": "iframe" })).status).toBe(404);
    expect(told).toEqual([]);
  });

  it("asks the warden a dozen times an hour for one reader, and no oftener", () => {
    const wishes = createWishes();
    const asked = Array.from({ length: 13 }, () => wishes.allows("one", 7_200));
    expect(asked).toEqual([...Array(12).fill(true), false]);
    expect([wishes.allows("other", 7_200), wishes.allows("one", 10_800)]).toEqual([true, true]);
  });

  it.each([
    ["a script's fetch", { ...NAVIGATING, "sec-fetch-mode": "cors", "sec-fetch-dest": "empty" }],
    ["what says nothing of itself", {}],
  ])("does nothing for %s", async (_, headers) => {
    const { post, told } = await open(async () => Response.json(SHARED));
    expect((await post("share", headers)).status).toBe(404);
    expect(told).toEqual([]);
  });

  it("is the cover for strangers, and so is a panic's address that no reader sealed", async () => {
    const fixture = await open(async () => Response.json(SHARED));
    const step = `${"A".repeat(227)}.${"B".repeat(80)}`;
    for (const path of ["about?en", "share?en", `panic?${step}`, "panic"]) {
      const asked = `/${fixture.door}/${path}`;
      const answer = await fixture.get(`https://${MIRROR}${asked}`);
      expect([answer.status, await answer.text(), [...answer.headers]]).toEqual(await coverOf(fixture, asked));
    }
  });
});

describe("a panic without a lifeboat", () => {
  it.each([
    ["a navigation from the mirror's own page: cleared, and said what remains", NAVIGATING, 200],
    ["a lifeboat's page that asks", { ...NAVIGATING, "sec-fetch-mode": "cors" }, 303],
    ["what a browser asks ahead", { ...NAVIGATING, "service-worker-navigation-preload": "true" }, 404],
    ["a link elsewhere", { ...NAVIGATING, "sec-fetch-site": "cross-site" }, 404],
    ["an address typed", { ...NAVIGATING, "sec-fetch-site": "none" }, 404],
  ])("%s", async (_, headers, status) => {
    const { get, door, cookie } = await open(async () => Response.json({}));
    const answer = await get(`https://${MIRROR}/${door}/panic`, { headers: { cookie, ...headers } });
    expect(answer.status).toBe(status);
    expect(answer.headers.get("clear-site-data")).toBe(status === 404 ? null : '"*"');
    expect((await answer.text()).includes("downloaded files")).toBe(status === 200);
  });
});
