// What lasts, in a browser that nobody drives: a debugger holds service workers awake, and a reader has none. The page does it all by
// itself and tells the service what it saw. `npm run matrix` lets it lie idle for longer than a worker lives.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Seen } from "../../../scripts/demo/censor/middlebox.ts";
import type { Rule } from "../../../scripts/demo/censor/rule.ts";
import { type Spawned, spawnBrowser } from "../../support/browser.ts";
import { type Mesh, startMeshWith } from "../../support/mesh.ts";
import { DATA_BYTES, EVENTS, type SteadySite, startSteadySite } from "../../support/steadysite.ts";

/** A worker is put to sleep 30 s after its last event. */
const IDLE_MS = process.env.HEZAR_LONG === "1" ? 45_000 : 500;
const UPLOAD_BYTES = 6_000_000;
const FINISH_MS = 60_000 + IDLE_MS;

/** As text, for no debugger hands it over: it runs in the page. */
const SCRIPT = `
const wait = (ms) => new Promise((done) => setTimeout(done, ms));
const tell = (what) => fetch("/tell", { method: "PUT", body: JSON.stringify(what) });
const talk = () => new Promise((done) => {
  const codes = [];
  const open = () => {
    const socket = new WebSocket("ws" + location.origin.slice(4) + "/socket", "chat");
    socket.onopen = () => { if (codes.length) socket.send("after"); };
    socket.onmessage = ({ data }) => done({ said: data, breaks: codes.length });
    socket.onclose = ({ code }) => { codes.push(code); setTimeout(open, 200); };
  };
  open();
});
const listen = () => new Promise((done) => {
  const ids = [];
  const source = new EventSource("/events?pace=100");
  source.onmessage = ({ data }) => ids.push(Number(data));
  source.addEventListener("over", () => { source.close(); done(ids); });
});
const watch = () => new Promise((done) => {
  const video = document.querySelector("video");
  video.src = "/river.webm?pace=200";
  video.onended = () => done("played");
  video.onerror = () => done("error " + video.error.message);
  video.playbackRate = 4;
  video.play();
});
const send = () => fetch("/upload", { method: "PUT", body: new Uint8Array(${UPLOAD_BYTES}) }).then((answer) => answer.text(), String);
const read = async () => {
  const reader = (await fetch("/data?pace=200")).body.getReader();
  let [bytes, wrong] = [0, 0];
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return { bytes, wrong };
    for (const byte of value) wrong += byte !== ((bytes * 7 + (bytes++ >> 8)) & 0xff);
  }
};
(async () => {
  const loads = Number(sessionStorage.loads ?? 0) + 1;
  sessionStorage.loads = loads;
  await wait(1000);
  // The lifeboat that the first load brought has the second.
  if (loads < 3) return location.reload();
  while ((await (await fetch("/go", { cache: "no-store" })).text()) !== "yes") await wait(200);
  const talking = talk();
  await wait(${IDLE_MS});
  const lasting = { socket: talking, ids: listen(), video: watch(), data: read(), upload: send() };
  await tell("begun");
  for (const [name, came] of Object.entries(lasting)) came.then((what) => tell({ [name]: what }));
})();`;
const PAGE = `<!doctype html><meta charset=utf-8><title>steady</title><h1>Steady</h1><video muted playsinline></video><script>${SCRIPT}</script>`;

let site: SteadySite;
let mesh: Mesh;
let browser: Spawned;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hezar-undebugged-"));
  site = await startSteadySite({ page: PAGE });
  mesh = await startMeshWith({ HEZAR_WINDOWS: "0.005" }, "--service", site.origin);
  const flags = [`--proxy-server=${mesh.ready.censor.socks}`, "--proxy-bypass-list=<-loopback>"];
  browser = spawnBrowser(mesh.ready.links[0]?.url ?? "", { folder, flags });
}, 240_000);
afterAll(async () => {
  await browser?.end();
  await mesh?.close();
  await site?.close();
  await rm(folder, { recursive: true, force: true });
});

const block = (how: Rule["how"]) =>
  fetch(`${mesh.ready.censor.api}/rules`, {
    method: "PUT",
    body: JSON.stringify({ pattern: mesh.ready.links[0]?.hostname, how, residualSeconds: 0 }),
  });

describe("what lasts, in a browser without a debugger", () => {
  it(
    "goes on when its mirror is blocked: a socket, events, a film, a download, an upload",
    async () => {
      // A second mirror's name on the wire: it knows whom to ask.
      const names = async () => {
        const { seen } = (await (await fetch(`${mesh.ready.censor.api}/wire`)).json()) as { seen: readonly Seen[] };
        return new Set(seen.map(({ name }) => name)).size;
      };
      await expect.poll(names, { timeout: FINISH_MS, interval: 200 }).toBeGreaterThan(1);
      site.go();
      await expect.poll(() => site.told, { timeout: FINISH_MS, interval: 100 }).toContain("begun");
      await block("reset");
      const all = () => Object.assign({}, ...site.told.filter((one) => typeof one === "object"));
      const kinds = ["data", "ids", "socket", "upload", "video"];
      await expect.poll(() => Object.keys(all()).sort(), { timeout: FINISH_MS, interval: 200 }).toEqual(kinds);
      expect(all()).toEqual({
        socket: { said: "after", breaks: expect.any(Number) },
        ids: Array.from({ length: EVENTS }, (_, at) => at + 1),
        video: "played",
        data: { bytes: DATA_BYTES, wrong: 0 },
        upload: "taken",
      });
    },
    3 * FINISH_MS,
  );
});
