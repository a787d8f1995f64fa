// How the service is asked: what keeps the platform's cache from keeping anything.

import { describe, expect, it } from "vitest";
import { createForward } from "../../../workers/relay/forward.ts";

async function sent(headers: Record<string, string>, isPrivate = false): Promise<RequestInit> {
  let init: RequestInit = {};
  const send = async (_: string, given: RequestInit) => {
    init = given;
    return new Response();
  };
  const forward = createForward({ fetchPublic: send, fetchPrivate: send, answerMilliseconds: 1000 });
  const to = { url: "https://news.test/", isPrivate, headers: new Headers(headers) };
  await forward(new Request("https://m.zone/"), to, async (answer) => answer);
  return init;
}

describe("a request to the service", () => {
  it("goes as a browser sends it, and the platform's cache keeps no answer to it", async () => {
    const { cache, cf } = await sent({ accept: "*/*" });
    expect([cache, cf]).toEqual([undefined, { cacheTtlByStatus: { "100-599": -1 } }]);
  });

  it.each([{ cookie: "a=1" }, { authorization: "Bearer x" }])(
    "that is somebody's own goes past the cache: %j",
    async (headers) => {
      const { cache, cf } = await sent(headers as Record<string, string>);
      expect([cache, cf]).toEqual(["no-store", undefined]);
    },
  );

  it("on the operator's own network meets no cache and says nothing of one", async () => {
    const { cache, cf } = await sent({ cookie: "a=1" }, true);
    expect([cache, cf]).toEqual([undefined, undefined]);
  });
});
