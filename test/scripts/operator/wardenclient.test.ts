import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createWardenClient, WardenRefusal } from "../../../scripts/operator/wardenclient.ts";
import { Mistake } from "../../../scripts/terminal/mistake.ts";
import { type Answering, startAnswering } from "../../support/answering.ts";
import { createTestClock } from "../../support/testclock.ts";

describe("the warden's client", () => {
  let server: Answering;
  beforeAll(async () => {
    server = await startAnswering();
  });
  afterAll(() => server.close());
  const open = (url = server.url) => createWardenClient({ url, token: "secret", clock: createTestClock() });
  const mistakeOf = (work: Promise<unknown>) =>
    work.then(
      () => undefined,
      (error: unknown) => (error instanceof Mistake ? error : undefined),
    );

  it("sends the token and what is asked, and hands on what is said", async () => {
    server.prepare({ body: { orders: [{ id: 1 }] } });
    expect(await open().order({ service: "news", count: 1 })).toEqual([{ id: 1 }]);
    expect(server.asked[0]).toMatchObject({
      method: "POST",
      url: "/orders",
      headers: { authorization: "Bearer secret" },
      body: '{"service":"news","count":1}',
    });
  });

  it("says what the warden said when it refuses", async () => {
    server.prepare({ status: 409, body: { error: { code: "conflict", message: "order 1 is filled" } } });
    const refusal = await mistakeOf(open().ready("quiet-river.garden-letters.example"));
    expect(refusal).toBeInstanceOf(WardenRefusal);
    expect(refusal).toMatchObject({ code: "conflict", why: "order 1 is filled" });
  });

  it("names the state directory when it is treated as a stranger", async () => {
    server.prepare({ status: 404, body: "Not Found\n" });
    expect((await mistakeOf(open().status()))?.next).toContain("--state");
  });

  it("asks again after a broken connection or a 5xx where asking twice is asking once", async () => {
    server.prepare({}, { status: 503, body: "busy" }, { body: { events: [] } });
    expect(await open().events(0)).toEqual([]);
    expect(server.asked).toHaveLength(3);
  });

  it("never places an order twice because an answer was lost", async () => {
    server.prepare({});
    expect(await mistakeOf(open().order({ service: "news", count: 1 }))).toBeInstanceOf(Mistake);
    expect(server.asked).toHaveLength(1);
  });

  it("says how to start a warden where none listens", async () => {
    expect((await mistakeOf(open("http://127.0.0.1:1").status()))?.next).toContain("hezar start");
  });
});
