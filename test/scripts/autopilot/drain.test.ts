// A mirror that only grew old is replaced at night while somebody watches a film on it: the film goes on to its end, through
// the drain, the retirement and the passes after it.

import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createLeaseKeeper } from "../../../scripts/autopilot/lease.ts";
import { type PassOptions, runPass } from "../../../scripts/autopilot/pass.ts";
import { systemClock } from "../../../scripts/clock.ts";
import { openLink } from "../../../scripts/links/open.ts";
import { linkOf } from "../../../scripts/mint/probe.ts";
import { reach } from "../../../scripts/reach.ts";
import { type MintGround, startGround } from "../mint/ground.ts";

const ZONES = ["garden-letters.localhost", "bread-notes.localhost"];

let ground: MintGround;
const theEnd = Promise.withResolvers<void>();
beforeAll(async () => {
  ground = await startGround({
    zones: ZONES,
    mirrors: { live: 1, reserve: 0 },
    serve: async (request, answer) => {
      answer.setHeader("content-type", "video/mp4");
      if (request.url !== "/film") return answer.end("the service itself");
      answer.write("the beginning, ");
      await theEnd.promise;
      return answer.end("and the end");
    },
  });
});
afterAll(async () => {
  theEnd.resolve();
  await ground?.close();
});

test("a stream through a mirror that is rotated away ends as the service ends it", async () => {
  const lease = createLeaseKeeper({ warden: ground.warden, clock: systemClock, holder: "server" });
  const pass = (desired: Partial<PassOptions["desired"]> = {}) =>
    runPass({
      ...ground,
      ...{ clock: systemClock, reach, onProgress: () => undefined, onStep: () => undefined, isDeep: true, lease },
      desired: {
        ...{ zones: ground.mesh.zones, apart: [], country: "IR", timeZone: "UTC", removeAfterSeconds: 3600 },
        ...{ quietHours: { fromMinute: 0, toMinute: 1439 }, release: { everySeconds: 0, most: 4 } },
        ...desired,
      },
    });
  const [hostname = ""] = (await pass()).minted;
  // A group takes it into its own, so that it is live.
  await ground.warden.invite({ service: "news", channel: "paper", uses: 1, level: 0, days: 1 });
  const find = async () => (await ground.warden.status()).mirrors.find((mirror) => mirror.hostname === hostname);
  const mirror = await find();
  expect(mirror?.state).toBe("live");
  if (mirror === undefined) return;

  const { ticket } = await ground.warden.probeTicket(hostname);
  const opened = await openLink(await linkOf(mirror, { keys: ground.keys, ticket }), reach);
  if (!opened.ok) throw new Error(opened.detail ?? opened.reason);
  const { cookie } = opened.value;
  const film = await watchFilm({ port: ground.account.port, host: new URL(mirror.origin).host, cookie });
  expect(film.seen()).toBe("the beginning, ");

  const rotated = await pass({ rotateAfterSeconds: 0 });
  expect(rotated.minted).toHaveLength(1);
  expect(await find()).toMatchObject({ state: "live", groups: 0, drainsUntil: expect.any(Number) });
  // As the warden's cron does when the drain is over.
  await ground.warden.retire(hostname);
  expect((await pass()).done).toEqual([]);

  theEnd.resolve();
  await film.over;
  expect(film.seen()).toBe("the beginning, and the end");
}, 180_000);

/** Once its first bytes are there. */
async function watchFilm({ port, host, cookie }: { port: number; host: string; cookie: string }) {
  const request = get({ host: "127.0.0.1", port, path: "/film", headers: { host, cookie } });
  const [answer] = (await once(request, "response")) as [IncomingMessage];
  let text = "";
  answer.setEncoding("utf8").on("data", (part: string) => {
    text += part;
  });
  await once(answer, "data");
  return { seen: () => text, over: once(answer, "end") };
}
