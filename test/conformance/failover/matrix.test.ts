// Every kind of block × everything a page may be in the middle of: what the reader notices, in milliseconds, and that no
// byte is lost or doubled. `npm run matrix` repeats each cell and prints the table of docs/failover.md.

import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Rule } from "../../../scripts/demo/censor/rule.ts";
import { DATA_BYTES, EVENTS, PACKED_TEXT, type SteadySite, startSteadySite } from "../../support/steadysite.ts";
import { type BlockedReader, openBlockedReader } from "./blockedreader.ts";

const isLong = process.env.HEZAR_LONG === "1";
const REPEATS = isLong ? 5 : 1;
/** A machine with other tests on it is slow by itself; one that measures has to keep to what is promised. */
const SLACK_MS = isLong ? 0 : 1500;
/** Of silence where something goes up, or says nothing of itself: a line that is busy is given more time. */
const PATIENT_MS = isLong ? 1500 : 17_000;

interface Block {
  readonly how: Rule["how"];
  readonly more?: Partial<Rule>;
  /** Over the same without a block: at first, in milliseconds. */
  readonly most: number;
  /** The same where patience is due. */
  readonly mostPatient?: number;
}

const UPLOAD_BYTES = 6_000_000;

/** Silence is told from slowness by waiting; a line that carries a little is let go on for a while. */
const OVER: Readonly<Record<"http" | "https", readonly Block[]>> = {
  http: [
    { how: "nxdomain", most: 300 },
    { how: "forged", most: 300 },
    { how: "reset", most: 300 },
    { how: "reset", more: { residualSeconds: 2 }, most: 300 },
    { how: "drop", most: 1500, mostPatient: PATIENT_MS },
    { how: "blockpage", most: 300 },
    { how: "cut", more: { kilobytes: 16 }, most: 15_000, mostPatient: 50_000 },
    { how: "throttle", more: { kilobytes: 1 }, most: 40_000 },
  ],
  https: [
    { how: "tls-cut", most: 300 },
    { how: "nxdomain", most: 300 },
    { how: "reset", most: 300 },
    { how: "drop", most: 1500, mostPatient: PATIENT_MS },
    { how: "cut", more: { kilobytes: 16 }, most: 15_000, mostPatient: 50_000 },
  ],
};

/** What the ordinary run has of it: failover.test.ts navigates under every block. */
const SHORT: Readonly<Record<"http" | "https", Readonly<Record<string, readonly Rule["how"][]>>>> = {
  http: {
    subresource: ["drop"],
    "fetch in flight": ["reset"],
    "POST in flight": ["reset", "drop"],
    "video playing": ["reset"],
    "WebSocket open": ["reset", "drop"],
    "SSE open": ["reset", "drop"],
  },
  https: { "next navigation": ["tls-cut"] },
};

type Doing = (page: Page, how: { readonly mark: string; readonly block: () => Promise<void> }) => Promise<void>;
let site: SteadySite;
let origin: string;

/** Each blocks in its own middle, and ends when the reader has what was asked for. */
const KINDS: Readonly<Record<string, Doing>> = {
  "next navigation": async (page, { block, mark }) => {
    await block();
    await page.goto(`${origin}/?${mark}`);
    expect(await page.title()).toBe("steady");
  },
  subresource: async (page, { block, mark }) => {
    await block();
    const width = await page.evaluate(async (mark) => {
      const picture = new Image();
      picture.src = `/picture.png?${mark}`;
      await picture.decode();
      return picture.naturalWidth;
    }, mark);
    expect(width).toBe(1);
  },
  "fetch in flight": async (page, { block, mark }) => {
    const reading = await page.evaluateHandle(async (mark) => {
      const reader = (await fetch(`/data?${mark}`)).body?.getReader();
      const got = { bytes: 0, wrong: 0 };
      const read = async (most: number) => {
        while (got.bytes < most) {
          const { done, value } = (await reader?.read()) ?? { done: true };
          if (done) break;
          // As steadysite.ts makes them.
          for (const byte of value ?? []) got.wrong += Number(byte !== ((got.bytes * 7 + (got.bytes++ >> 8)) & 0xff));
        }
        return got;
      };
      await read(60_000);
      return { read };
    }, mark);
    await block();
    const got = await reading.evaluate(({ read }) => read(Number.POSITIVE_INFINITY));
    expect(got).toEqual({ bytes: DATA_BYTES, wrong: 0 });
  },
  "packed fetch in flight": async (page, { block, mark }) => {
    const reading = await page.evaluateHandle(async (mark) => {
      const reader = (await fetch(`/packed?${mark}`)).body?.pipeThrough(new TextDecoderStream()).getReader();
      let text = "";
      const read = async (most: number) => {
        while (text.length < most) {
          const { done, value } = (await reader?.read()) ?? { done: true };
          if (done) break;
          text += value;
        }
        return text;
      };
      await read(60_000);
      return { read };
    }, mark);
    await block();
    expect(await reading.evaluate(({ read }) => read(Number.POSITIVE_INFINITY))).toBe(PACKED_TEXT);
  },
  "form POST": async (page, { block, mark }) => {
    await page.evaluate((mark) => {
      const form = document.forms[0] as HTMLFormElement;
      form.action = `/posted?${mark}`;
    }, mark);
    await block();
    await page.evaluate(() => document.forms[0]?.submit());
    await page.waitForURL(`**/done?${mark}`);
    expect(site.received(`/posted?${mark}`)).toHaveLength(1);
  },
  "upload in flight": async (page, { block, mark }) => {
    const size = UPLOAD_BYTES;
    const sending = await page.evaluateHandle(
      ({ mark, size }) => {
        const sent = fetch(`/upload?${mark}`, { method: "PUT", body: new Uint8Array(size) });
        return { ended: sent.then((answer) => answer.text()).catch(() => "told") };
      },
      { mark, size },
    );
    await expect.poll(() => site.begun(`/upload?${mark}`)).toBe(1);
    await block();
    expect(await sending.evaluate(({ ended }) => ended)).toBe("taken");
    // PUT may be asked twice (RFC 9110 §9.2.2), but each time whole.
    for (const bytes of site.received(`/upload?${mark}`)) expect(bytes).toBe(size);
  },
  "POST in flight": async (page, { block, mark }) => {
    const size = UPLOAD_BYTES;
    const sending = await page.evaluateHandle(
      ({ mark, size }) => {
        const sent = fetch(`/upload?${mark}`, { method: "POST", body: new Uint8Array(size) });
        return { ended: sent.then((answer) => answer.text()).catch(() => "told") };
      },
      { mark, size },
    );
    await expect.poll(() => site.begun(`/upload?${mark}`)).toBe(1);
    await block();
    const ended = await sending.evaluate(({ ended }) => ended);
    // Never twice; and a page that is not told that it failed was right to believe it.
    expect(site.received(`/upload?${mark}`).length).toBeLessThanOrEqual(1);
    if (ended === "taken") expect(site.received(`/upload?${mark}`)).toEqual([size]);
  },
  "WebSocket open": async (page, { block, mark }) => {
    const talking = await page.evaluateHandle(async (mark) => {
      const heard: string[] = [];
      const codes: number[] = [];
      const open = () =>
        new Promise<WebSocket>((resolve) => {
          const again = () => setTimeout(() => open().then(resolve), 100);
          const socket = new WebSocket(`ws${location.origin.slice(4)}/socket?${mark}`, "chat");
          socket.onopen = () => resolve(socket);
          socket.onmessage = ({ data }) => typeof data === "string" && heard.push(data);
          socket.onclose = ({ code }) => {
            codes.push(code);
            if (!heard.includes("after")) again();
          };
        });
      let socket = await open();
      // As much as a connection that is cut after so much has carried by then.
      socket.send(new Uint8Array(20_000));
      socket.send("before");
      while (!heard.length) await new Promise((resolve) => setTimeout(resolve, 10));
      const say = async () => {
        for (let turn = 1; !heard.includes("after"); turn++) {
          // As a page does whose service is to answer each of its words: after five seconds it takes another.
          if (turn % 250 === 0) socket.close();
          if (socket.readyState > 1) socket = await open();
          if (turn % 10 === 1) socket.send("after");
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
        const { protocol } = socket;
        socket.close(1000);
        return { protocol, heard: [...new Set(heard)] };
      };
      return { say };
    }, mark);
    await block();
    expect(await talking.evaluate(({ say }) => say())).toEqual({ protocol: "chat", heard: ["before", "after"] });
  },
  "SSE open": async (page, { block, mark }) => {
    const listening = await page.evaluateHandle(async (mark) => {
      const ids: number[] = [];
      const source = new EventSource(`/events?beside=500&${mark}`);
      const over = new Promise<number[]>((resolve) => {
        source.onmessage = ({ data }) => ids.push(Number(data));
        source.addEventListener("over", () => {
          source.close();
          resolve(ids);
        });
      });
      while (ids.length < 5) await new Promise((resolve) => setTimeout(resolve, 10));
      return { over: () => over };
    }, mark);
    await block();
    const ids = await listening.evaluate(({ over }) => over());
    expect(ids).toEqual(Array.from({ length: EVENTS }, (_, at) => at + 1));
  },
  "video playing": async (page, { block, mark }) => {
    const playing = await page.evaluateHandle(async (mark) => {
      const video = document.querySelector("video") as HTMLVideoElement;
      video.src = `/river.webm?${mark}`;
      const ended = new Promise<string>((resolve) => {
        video.onended = () => resolve("played");
        video.onerror = () => resolve(`error ${video.error?.message}`);
      });
      video.playbackRate = 8;
      await video.play();
      return { ended };
    }, mark);
    await block();
    expect(await playing.evaluate(({ ended }) => ended)).toBe("played");
  },
};

/** What goes up, and what says nothing of itself, is asked after with patience. */
const LONG = new Set(["upload in flight", "POST in flight"]);
const PATIENT = new Set(["packed fetch in flight", "upload in flight", "POST in flight", "WebSocket open"]);
const NOT_MET: Readonly<Record<string, readonly Rule["how"][]>> = {
  // What may be long is not told from what is dead: the browser gives it up (docs/failover.md).
  "POST in flight": ["cut"],
};
const median = (numbers: readonly number[]) => numbers.toSorted((one, other) => one - other)[numbers.length >> 1] ?? 0;

describe.each(["http", "https"] as const)("over %s", (scheme) => {
  let reader: BlockedReader;
  const table: string[] = [];

  beforeAll(async () => {
    site = await startSteadySite();
    reader = await openBlockedReader({ scheme, windows: "0.005", args: ["--service", site.origin] });
    ({ origin } = reader);
  }, 240_000);
  afterAll(async () => {
    console.log([`${scheme}: ms with a block (without)`, ...table].join("\n"));
    await reader?.close();
    await site?.close();
  });

  // Whose connection it is does not matter here.
  if (scheme === "http") {
    it("what a page watches on its way up it sees go up, while nothing is blocked", async () => {
      await reader.returnHome();
      const seen = await reader.page.evaluate(
        (size) =>
          new Promise<{ loaded: number; answer: string }>((resolve) => {
            const request = new XMLHttpRequest();
            let loaded = 0;
            request.upload.onprogress = (event) => {
              loaded = event.loaded;
            };
            request.onload = () => resolve({ loaded, answer: request.responseText });
            request.open("POST", "/upload?watched");
            request.send(new Uint8Array(size));
          }),
        UPLOAD_BYTES,
      );
      expect(seen).toEqual({ loaded: UPLOAD_BYTES, answer: "taken" });
    });

    it("tabs that open their sockets at once by another mirror have each their own", async () => {
      await reader.returnHome();
      const pages = [reader.page, await reader.context.newPage()];
      await pages[1]?.goto(`${origin}/`);
      const talking = await Promise.all(
        pages.map((page, at) =>
          page.evaluateHandle(async (tab) => {
            const talk = (word: string) =>
              new Promise<string>((resolve) => {
                // A class of the page's, which opens anew at once.
                class Chat extends WebSocket {
                  constructor() {
                    super(`ws${location.origin.slice(4)}/socket`);
                    this.onopen = () => this.say();
                    this.onclose = () => new Chat();
                    this.onmessage = ({ data }) => {
                      if (!isBlocked) return begun();
                      this.onclose = null;
                      this.close();
                      resolve(data);
                    };
                  }
                  say() {
                    this.send(word);
                  }
                }
                new Chat();
              });
            let isBlocked = false;
            let begun = () => {};
            const first = new Promise<void>((resolve) => {
              begun = resolve;
            });
            const words = [1, 2, 3].map((nth) => talk(`tab ${tab}, socket ${nth}`));
            await first;
            isBlocked = true;
            return { words: () => Promise.all(words) };
          }, at),
        ),
      );
      await reader.block("reset");
      const heard = await Promise.all(talking.map((one) => one.evaluate(({ words }) => words())));
      expect(heard).toEqual([0, 1].map((tab) => [1, 2, 3].map((nth) => `tab ${tab}, socket ${nth}`)));
      await pages[1]?.close();
    });

    it("an event stream by another mirror, in parts, goes on when the worker ends", async () => {
      await reader.returnHome();
      const { page } = reader;
      const listening = await page.evaluateHandle(async () => {
        const ids: number[] = [];
        const source = new EventSource("/events?each=25");
        const over = new Promise<number[]>((resolve) => {
          source.onmessage = ({ data }) => ids.push(Number(data));
          source.addEventListener("over", () => {
            source.close();
            resolve(ids);
          });
        });
        const came = async (count: number) => {
          while (ids.length < count) await new Promise((resolve) => setTimeout(resolve, 10));
        };
        await came(5);
        return { came, over: () => over };
      });
      await reader.block("reset");
      await listening.evaluate(({ came }) => came(15));
      const session = await page.context().newCDPSession(page);
      await session.send("ServiceWorker.enable");
      await session.send("ServiceWorker.stopAllWorkers");
      const ids = await listening.evaluate(({ over }) => over());
      expect(ids).toEqual(Array.from({ length: EVENTS }, (_, at) => at + 1));
    });
  }

  for (const [kind, doing] of Object.entries(KINDS)) {
    const blocks = OVER[scheme].filter(
      ({ how, more }) =>
        !NOT_MET[kind]?.includes(how) && (isLong || (SHORT[scheme][kind]?.includes(how) && !more?.residualSeconds)),
    );
    if (blocks.length === 0) continue;
    describe(kind, () => {
      let normal = 0;
      const run = async (mark: string, block: () => Promise<void>) => {
        await reader.returnHome();
        let blocked = 0;
        const began = performance.now();
        await doing(reader.page, {
          mark,
          block: async () => {
            const at = performance.now();
            await block();
            blocked += performance.now() - at;
          },
        });
        return Math.round(performance.now() - began - blocked);
      };

      it("goes on while nothing is blocked", async () => {
        const times: number[] = [];
        for (let time = 0; time < REPEATS; time++) times.push(await run(`n${kind.length}${time}`, async () => {}));
        normal = median(times);
      });

      it.each(blocks.map((block, at) => ({ ...block, at, said: JSON.stringify(block.more ?? {}) })))(
        "$how $said",
        async ({ how, more, most, mostPatient = most, at }) => {
          const times: number[] = [];
          const isLongWait = LONG.has(kind) && (how === "drop" || how === "cut");
          for (let time = 0; time < (isLongWait ? 1 : REPEATS); time++) {
            times.push(await run(`b${kind.length}${at}-${time}`, () => reader.block(how, more)));
          }
          table.push(`${kind} | ${how}${more ? ` ${JSON.stringify(more)}` : ""} | ${median(times)} (${normal})`);
          expect(median(times) - normal).toBeLessThan((PATIENT.has(kind) ? mostPatient : most) + SLACK_MS);
        },
        240_000,
      );
    });
  }
});
