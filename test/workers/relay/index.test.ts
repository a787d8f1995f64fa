import { exports } from "cloudflare:workers";
import { expect, it } from "vitest";

it("shows everyone the cover while the relay has no keys and KV is empty", async () => {
  const relay = (exports as { readonly default: Fetcher }).default;
  for (const host of ["zone.example", "www.zone.example", "some-label.zone.example"]) {
    const answer = await relay.fetch(`https://${host}/`);
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining("A quiet place")]);
  }
});
