import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { REPORT_CHARACTERS } from "../../../shared/domain/report.ts";
import type { Ticket } from "../../../shared/domain/ticket.ts";
import { type Collect, createCollect } from "../../../workers/relay/collect.ts";
import { CollectRequest, REPORTS_A_BATCH, SIGHTINGS_A_BATCH } from "../../../workers/warden/evidence/batch.ts";

const NOW = 1_795_000_200;
const ticketOf = (reader: number): Ticket => ({
  ...{ keyId: 1, lineage: "0a0b0c0d0e0f", level: 2, notAfterHour: 500_000 },
  reader: reader.toString(16).padStart(16, "0"),
});
const from = (cf: object | undefined, address = "203.0.113.77") =>
  new Request("https://blue-kettle.garden.example/", {
    headers: { "cf-connecting-ip": address },
    ...(cf && { cf: cf as RequestInitCfProperties }),
  });
const inIran = () => from({ country: "IR", asn: 44_244 });

function setting() {
  const posts: { readonly sightings: Record<string, unknown>[]; readonly reports: Record<string, unknown>[] }[] = [];
  const clock = { now: NOW };
  const warden = { isDead: false };
  const collect = createCollect({
    zone: "garden.example",
    secret: "the zone's own",
    now: () => clock.now,
    tell: async (body) => {
      if (warden.isDead) throw new TypeError("connection refused");
      posts.push(JSON.parse(body));
      return true;
    },
  });
  return { posts, clock, warden, collect };
}

const serve = (collect: Collect, reader: number, request: Request = inIran()) =>
  collect.served({ request, label: "blue-kettle", ticket: ticketOf(reader) });

describe("what a relay tells the warden", () => {
  it("is whom it served: once a reader and slot, with country, network and trust", async () => {
    const { posts, clock, collect } = setting();
    await serve(collect, 1);
    expect(posts).toEqual([
      {
        ...{ v: 1, zone: "garden.example", reports: [] },
        sightings: [
          {
            label: "blue-kettle",
            lineage: "0a0b0c0d0e0f",
            reader: "0000000000000001",
            level: 2,
            at: NOW - (NOW % 300),
            country: "IR",
            network: "AS44244",
          },
        ],
      },
    ]);
    clock.now += 61;
    expect(serve(collect, 1)).toBeUndefined();
    clock.now += 300;
    await serve(collect, 1);
    expect(posts).toHaveLength(2);
  });

  it("goes out once a minute at most, however many readers there are", async () => {
    const { posts, clock, collect } = setting();
    await serve(collect, 1);
    for (let reader = 2; reader < 50; reader++) expect(serve(collect, reader)).toBeUndefined();
    clock.now += 60;
    await serve(collect, 1);
    expect(posts.map(({ sightings }) => sightings.length)).toEqual([1, 48]);
  });

  it("holds no address: a network without a number is a prefix hashed with the day", async () => {
    const { posts, clock, collect } = setting();
    await serve(collect, 1, from({ country: "IR" }));
    clock.now += 60;
    serve(collect, 2, from(undefined, "203.0.113.200"));
    serve(collect, 3, from(undefined, "203.0.114.77"));
    serve(collect, 4, from(undefined, "2001:db8:7:1::9"));
    await serve(collect, 5, from(undefined, "2001:db8:7:2::8"));
    clock.now += 60;
    await serve(collect, 6, from({ country: "a country", asn: 0 }, ""));
    const told = posts.flatMap(({ sightings }) => sightings);
    const networks = told.map(({ network }) => String(network));
    expect(networks.every((network) => /^n-[A-Za-z0-9_-]{11}$/.test(network))).toBe(true);
    expect(networks[0]).toBe(networks[1]);
    expect(networks[2]).not.toBe(networks[0]);
    expect(networks[3]).toBe(networks[4]);
    expect(told.map(({ country }) => country)).toEqual(["IR", "", "", "", "", ""]);
    expect(JSON.stringify(posts)).not.toMatch(/203|2001|db8/);
    clock.now += 86_400;
    await serve(collect, 1, from({ country: "IR" }));
    expect(posts.at(-1)?.sightings[0]?.network).not.toBe(networks[0]);
  });

  it("keeps of a flood no more than 500 rows, and forgets whom it saw with the slot", async () => {
    const { posts, clock, collect } = setting();
    await serve(collect, 0);
    for (let reader = 1; reader <= 100_000; reader++) serve(collect, reader);
    clock.now += 60;
    await serve(collect, 100_001);
    expect(posts[1]?.sightings).toHaveLength(500);
  });

  it("that a dead warden did not take goes with the next post, as far as there is room", async () => {
    const { posts, clock, warden, collect } = setting();
    warden.isDead = true;
    await serve(collect, 1);
    for (let reader = 2; reader < 700; reader++) serve(collect, reader);
    expect(posts).toEqual([]);
    warden.isDead = false;
    clock.now += 60;
    await serve(collect, 700);
    expect(posts).toHaveLength(1);
    expect(posts[0]?.sightings).toHaveLength(500);
    expect(posts[0]?.sightings.some(({ reader }) => reader === "0000000000000001")).toBe(true);
  });

  it("carries one report a reader and slot, and hurries with it", async () => {
    const { posts, clock, collect } = setting();
    const sealed = "A".repeat(REPORT_CHARACTERS);
    const witnessed = { request: inIran(), label: "blue-kettle", ticket: ticketOf(1) };
    await serve(collect, 1);
    collect.carry(witnessed, sealed);
    collect.carry(witnessed, sealed);
    expect(serve(collect, 1)).toBeUndefined();
    clock.now += 10;
    await serve(collect, 1);
    expect(posts[1]).toMatchObject({
      sightings: [],
      reports: [{ label: "blue-kettle", level: 2, at: NOW - (NOW % 300), country: "IR", network: "AS44244", sealed }],
    });
  });

  it("never holds more reports than the warden takes in a post: a day on which everybody reports is what they are for", async () => {
    const { posts, clock, warden, collect } = setting();
    await serve(collect, 0);
    warden.isDead = true;
    for (let round = 0; round < 2; round++) {
      for (let reader = 1; reader <= SIGHTINGS_A_BATCH; reader++) {
        const ticket = ticketOf(round * SIGHTINGS_A_BATCH + reader);
        serve(collect, reader);
        collect.carry({ request: inIran(), label: "blue-kettle", ticket }, "A".repeat(REPORT_CHARACTERS));
      }
      clock.now += 60;
      warden.isDead = round === 0;
      await serve(collect, 0);
    }
    const [, post] = posts;
    expect(post?.reports).toHaveLength(REPORTS_A_BATCH);
    expect(v.safeParse(CollectRequest, post).success).toBe(true);
  });

  it("scales by one factor", async () => {
    const posts: string[] = [];
    const clock = { now: NOW };
    const tell = async (body: string) => posts.push(body) > 0;
    const collect = createCollect({ zone: "z.example", secret: "s", now: () => clock.now, tell, pace: 0.01 });
    await serve(collect, 1);
    clock.now += 4;
    await serve(collect, 1);
    expect(posts).toHaveLength(2);
  });
});
