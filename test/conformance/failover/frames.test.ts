// A page of the service frames a page of its second origin, on a label beside the mirror's. Both labels are blocked: the frame
// goes on as its page does, with its own login. And a ticket in an address stays among mirrors, whoever has to answer it.

import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Frame } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { SEGMENT_LENGTHS } from "../../../shared/domain/mask.ts";
import { type BlockedReader, openBlockedReader } from "./blockedreader.ts";
import { lifeboatState } from "./lifeboatstate.ts";

interface Site {
  readonly origin: string;
  readonly server: Server;
  readonly asked: string[];
}

let reader: BlockedReader;
let front: Site;
let player: Site;
let there: string;

/** The frame, once it shows the page of that clip. */
const frameOf = async (clip: string): Promise<Frame> => {
  const element = await reader.page.locator("iframe").elementHandle();
  const frame = await element?.contentFrame();
  if (!frame) throw new Error("the page has no frame");
  await frame.locator(`#asked:text-is("/player?clip=${clip}")`).waitFor();
  return frame;
};
const open = async (clip: string) => {
  await reader.page.goto(`${reader.origin}/?clip=${clip}`);
  return frameOf(clip);
};
const rule = (hostname: string) =>
  reader.censor("PUT", "/rules", { pattern: hostname, how: "reset", residualSeconds: 0 });
const lift = (hostname: string) => reader.censor("DELETE", `/rules?pattern=${hostname}`);
const sibling = () => new URL(there).hostname;

beforeAll(async () => {
  player = await serve("127.0.0.2", (request, response) => {
    if (request.url === "/login") {
      response.setHeader("set-cookie", "session=ours; HttpOnly; Path=/");
      return "in";
    }
    const clip = request.method === "POST" ? "" : `<p id="asked">${request.url}</p>`;
    return `<!doctype html><title>player</title>${clip}<p id="cookies">${request.headers.cookie ?? ""}</p>
      <form method="post" action="/said"><button>say</button></form>`;
  });
  front = await serve("127.0.0.1", (request) => {
    const clip = new URL(request.url ?? "", "http://front").searchParams.get("clip");
    return `<!doctype html><title>front</title>${clip ? `<iframe src="${player.origin}/player?clip=${clip}"></iframe>` : ""}`;
  });
  const args = ["--service", `${front.origin},embed*=${player.origin}`];
  reader = await openBlockedReader({ scheme: "http", windows: "0.005", args });
  const frame = await open("1");
  there = new URL(frame.url()).origin;
  await vi.waitFor(
    async () => {
      await (await open("2")).evaluate(() => fetch("/player?more").then((answer) => answer.text()));
      expect((await lifeboatState(reader.context, there))?.others).toBeGreaterThan(0);
    },
    { timeout: 60_000, interval: 300 },
  );
  await (await open("3")).evaluate(() => fetch("/login", { method: "POST" }).then((answer) => answer.text()));
}, 240_000);
afterAll(async () => {
  await reader?.close();
  for (const site of [front, player]) site?.server.close();
});

describe("a framed page of the second origin", () => {
  it("is shown by another mirror where its label and its page's are blocked, at the same address and logged in", async () => {
    await Promise.all([rule(reader.hostname), rule(sibling())]);
    const frame = await open("4");
    expect(new URL(frame.url()).origin).toBe(there);
    expect(await frame.textContent("#cookies")).toBe("session=ours");
    expect((await lifeboatState(reader.context, there))?.isAway).toBe(true);
  });

  it("asks and says there what it would at home, once", async () => {
    const frame = await frameOf("4");
    const text = await frame.evaluate(() => fetch("/player?clip=fetched").then((answer) => answer.text()));
    expect(text).toContain("session=ours");
    await frame.click("form button");
    await frame.locator("#asked").waitFor({ state: "detached" });
    expect(await frame.textContent("#cookies")).toBe("session=ours");
    expect(player.asked.filter((url) => url === "/said")).toHaveLength(1);
  });

  it("goes on where its own label alone is blocked, and the mirror sends the reader there with a ticket", async () => {
    await lift(reader.hostname);
    await reader.returnHome();
    const frame = await open("5");
    expect(new URL(frame.url()).pathname).toBe("/player");
  });

  it("comes home with its login when the block ends", async () => {
    await lift(sibling());
    await vi.waitFor(
      async () => {
        await open("6");
        expect((await lifeboatState(reader.context, there))?.isAway).toBe(false);
      },
      { timeout: 60_000, interval: 300 },
    );
    expect(await (await open("7")).textContent("#cookies")).toBe("session=ours");
  });
});

describe("a link with a ticket, opened while its mirror is blocked", () => {
  it("leads to the clean address, and no service is told of the ticket", async () => {
    await reader.returnHome();
    await rule(reader.hostname);
    const link = reader.mesh.ready.links.find(({ hostname }) => hostname === reader.hostname);
    await reader.page.goto(`${link?.url}?clip=8`);
    await frameOf("8");
    expect(reader.page.url()).toBe(`${reader.origin}/?clip=8`);
    for (const url of [...front.asked, ...player.asked]) expect(url.length).toBeLessThan(SEGMENT_LENGTHS.least);
  });
});

describe("a panic", () => {
  it("empties the labels of frames as well, here and at the reader's other mirrors", async () => {
    const { page, context, origin } = reader;
    await reader.returnHome();
    const leave = (frame: Frame) => frame.evaluate(() => localStorage.setItem("left", "1"));
    const other = reader.mesh.ready.links.find(({ hostname }) => hostname !== reader.hostname);
    await page.goto(`${other?.url}?clip=9`);
    const far = await frameOf("9");
    await leave(far);
    const labels = [new URL(far.url()).origin, there];
    // Its own lifeboat answers the panic there.
    await expect.poll(() => lifeboatState(context, new URL(page.url()).origin)).toBeDefined();
    await leave(await open("10"));
    const front = await page.goto(`${origin}/`);
    const door = /src="\/([^/"]+)\/shim\.js/.exec((await front?.text()) ?? "")?.[1];
    await page.goto(`${origin}/${door}/about?en`);
    await page.getByRole("link", { name: "Clear this mirror" }).click();
    await page.getByText("Cleared.").waitFor({ timeout: 30_000 });
    for (const label of labels) {
      await page.goto(`${label}/`);
      const kept = await page.evaluate(async () => [
        localStorage.length,
        (await caches.keys()).length,
        (await navigator.serviceWorker.getRegistrations()).length,
      ]);
      expect([...kept, (await context.cookies(label)).length]).toEqual([0, 0, 0, 0]);
    }
  });
});

async function serve(
  address: string,
  body: (request: IncomingMessage, response: ServerResponse) => string,
): Promise<Site> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end(body(request, response));
  }).listen(0, address);
  await once(server, "listening");
  return { origin: `http://${address}:${(server.address() as AddressInfo).port}`, server, asked };
}
