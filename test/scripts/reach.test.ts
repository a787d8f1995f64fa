import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { reach } from "../../scripts/reach.ts";
import { type Answering, startAnswering } from "../support/answering.ts";

describe("reaching", () => {
  let server: Answering;
  beforeAll(async () => {
    server = await startAnswering();
  });
  afterAll(() => server.close());

  it("finds a name under .localhost on this machine and sends it as Host", async () => {
    server.prepare({ body: "here" });
    const answer = await reach(`http://quiet-river.garden-letters.localhost:${server.port}/a?b`);
    expect(await answer.text()).toBe("here");
    expect(server.asked[0]).toMatchObject({
      url: "/a?b",
      headers: { host: `quiet-river.garden-letters.localhost:${server.port}` },
    });
  });

  it("sends a browser's headers as they are", async () => {
    server.prepare({ body: "here" });
    await reach(server.url, { headers: { "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" } });
    expect(server.asked[0]?.headers).toMatchObject({ "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" });
  });

  it("follows no redirect", async () => {
    server.prepare({ status: 303, headers: { location: "/elsewhere", "set-cookie": "a=1" }, body: "" });
    const answer = await reach(server.url);
    expect([answer.status, answer.headers.get("location"), answer.headers.getSetCookie()]).toEqual([
      303,
      "/elsewhere",
      ["a=1"],
    ]);
    await expect(reach(server.url, { redirect: "error" })).rejects.toThrow("redirect");
    expect(server.asked.map(({ url }) => url)).toEqual(["/", "/"]);
  });

  it("rejects where nobody listens", async () => {
    await expect(reach("http://nobody.localhost:1/")).rejects.toThrow("ECONNREFUSED");
  });
});
