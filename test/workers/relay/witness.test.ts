import { describe, expect, it } from "vitest";
import { REPORT_CHARACTERS } from "../../../shared/domain/report.ts";
import { COLLECT_TOKEN, createFixture, type Fixture, type FixtureOptions, MIRROR } from "./fixture.ts";

const SEALED = "A".repeat(REPORT_CHARACTERS);

async function createWitness(answer: () => Promise<Response> = async () => new Response(null, { status: 204 })) {
  const told: { readonly url: string; readonly token: string | null; readonly body: Record<string, unknown[]> }[] = [];
  const warden: FixtureOptions["warden"] = async (request) => {
    const token = request.headers.get("authorization");
    told.push({ url: request.url, token, body: await request.json() });
    return answer();
  };
  const fixture = await createFixture({ warden });
  return { ...fixture, told, cookie: await fixture.pass(await fixture.ticket()) };
}

const read = ({ get }: Fixture, cookie: string, path = "/") => get(`https://${MIRROR}${path}`, { headers: { cookie } });

describe("a relay as a witness", () => {
  it("tells the warden whom it served, beside the answer and with its zone's token", async () => {
    const witness = await createWitness();
    expect((await read(witness, witness.cookie)).status).toBe(200);
    await Promise.all(witness.waiting);
    expect(witness.told).toMatchObject([
      {
        url: "https://warden.example/collect",
        token: `Bearer ${COLLECT_TOKEN}`,
        body: {
          sightings: [{ label: "blue-kettle", lineage: "0a0b0c0d0e0f", reader: "0011223344556677" }],
          reports: [],
        },
      },
    ]);
  });

  it("says nothing of strangers", async () => {
    const witness = await createWitness();
    await witness.get(`https://${MIRROR}/`);
    await witness.get(`https://${MIRROR}/${witness.door}/report`, { method: "POST", body: SEALED });
    expect([witness.waiting.length, witness.told.length]).toEqual([0, 0]);
  });

  it.each([
    ["never answers", () => new Promise<Response>(() => undefined)],
    ["refuses the connection", () => Promise.reject(new TypeError("connection refused"))],
    ["answers with an error", async () => new Response("no", { status: 500 })],
  ])("answers its readers as fast when the warden %s", async (_, answer) => {
    const witness = await createWitness(answer);
    expect(await (await read(witness, witness.cookie)).text()).toBe("from the service");
    expect((await read(witness, witness.cookie, "/next")).status).toBe(200);
    expect(witness.waiting).toHaveLength(1);
    expect(witness.logged).toEqual([]);
  });

  it("carries a reader's report under its door", async () => {
    const witness = await createWitness();
    await read(witness, witness.cookie);
    const post = () =>
      witness.get(`https://${MIRROR}/${witness.door}/report`, {
        ...{ method: "POST", body: SEALED },
        headers: { cookie: witness.cookie, "content-length": `${REPORT_CHARACTERS}` },
      });
    expect((await post()).status).toBe(202);
    // Its turn in this slot is taken: the lifeboat keeps it for the next.
    expect((await post()).status).toBe(429);
    witness.clock.now += 10;
    await read(witness, witness.cookie);
    await Promise.all(witness.waiting);
    expect(witness.told[1]?.body.reports).toMatchObject([{ label: "blue-kettle", level: 0, sealed: SEALED }]);
    expect(witness.upstreamSaw.map(({ url }) => url)).toEqual(["https://news.test/", "https://news.test/"]);
    expect(witness.logged).toEqual([]);
  });

  it.each([
    ["read instead of posted", "GET", undefined, 405],
    ["too short", "POST", "A", 400],
    ["too long", "POST", `${SEALED}A`, 400],
  ])("takes no report that is %s", async (_, method, body, status) => {
    const witness = await createWitness();
    const headers = { cookie: witness.cookie, ...(body && { "content-length": `${body.length}` }) };
    const url = `https://${MIRROR}/${witness.door}/report`;
    expect((await witness.get(url, { method, headers, ...(body && { body }) })).status).toBe(status);
    witness.clock.now += 10;
    await read(witness, witness.cookie);
    await Promise.all(witness.waiting);
    expect(witness.told.flatMap((told) => told.body.reports)).toEqual([]);
  });

  it("takes reports and drops them where there is no warden to tell", async () => {
    const fixture = await createFixture();
    const cookie = await fixture.pass(await fixture.ticket());
    const headers = { cookie, "content-length": `${REPORT_CHARACTERS}` };
    const answer = await fixture.get(`https://${MIRROR}/${fixture.door}/report`, {
      method: "POST",
      body: SEALED,
      headers,
    });
    expect([answer.status, fixture.waiting.length]).toEqual([202, 0]);
  });
});
