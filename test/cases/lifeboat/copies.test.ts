// Saved copies against pages, and readers, that do things at the wrong moment: what is off stays off, what is erased stays erased,
// no page's picture takes the place of another page's copy, and what is too old goes although nothing new is read.

import { describe, expect, it } from "vitest";
import { utf8 } from "../../../shared/domain/bytes.ts";
import { createHolding } from "../../../workers/lifeboat/keep/bounded.ts";
import { BOUNDS, createCopies } from "../../../workers/lifeboat/keep/copies.ts";
import type { Drawer, Entry } from "../../../workers/lifeboat/keep/drawer.ts";
import { textOf, titleOf, withoutLateness, withoutTargets } from "../../../workers/lifeboat/keep/text.ts";
import { worthOf } from "../../../workers/lifeboat/keep/worth.ts";

const PAGE = "https://mirror.example/news/1";
const OTHER = "https://mirror.example/news/2";
const PICTURE = "https://mirror.example/1.png";
const NOW = 1_800_000_000;

/** In memory, as slow as a phone's storage. */
function drawerOf(entries = new Map<string, Entry<object>>()) {
  const drawer: Drawer = {
    async put(name, entry) {
      for (let turn = 0; turn < 20; turn++) await undefined;
      entries.set(name, entry);
    },
    get: async <Note>(name: string) => entries.get(name) as Entry<Note> | undefined,
    remove: async (name) => void entries.delete(name),
    async only(names) {
      for (const name of entries.keys()) if (!names.includes(name)) entries.delete(name);
    },
    clear: async () => entries.clear(),
    sign: async (text) => text,
  };
  return { drawer, entries };
}

async function opened({ now = () => NOW, entries }: { now?: () => number; entries?: Map<string, Entry<object>> } = {}) {
  const kept = drawerOf(entries);
  const copies = createCopies({ drawer: kept.drawer, now });
  await copies.ready;
  const page = (url: string, text = "news") => copies.keepPage({ url, title: "News", body: utf8(text) });
  return { ...kept, copies, page };
}

describe("saved copies", () => {
  it("that are turned off while a page is being saved stay off, and nothing of it stays", async () => {
    for (const waits of [0, 5, 15, 25, 60]) {
      const { copies, page, entries } = await opened();
      await copies.turnOn();
      await page(PAGE);
      const saving = page(OTHER);
      const part = copies.keepPart({ of: PAGE, url: PICTURE, type: "image/png", body: utf8("png") });
      for (let turn = 0; turn < waits; turn++) await undefined;
      await copies.turnOff();
      await Promise.all([saving, part]);
      await copies.forget("");
      expect([copies.pages(), entries.size]).toEqual([undefined, 0]);
    }
  });

  it("are not turned on by erasing one on a list that stayed open", async () => {
    const { copies, entries } = await opened();
    await copies.forget(PAGE);
    await copies.forget(PAGE);
    expect([copies.pages(), entries.size]).toEqual([undefined, 0]);
  });

  it("are each a page's own: another page's picture of that address takes no place of it, nor tells that it is there", async () => {
    const { copies, page, entries } = await opened();
    await copies.turnOn();
    await page(OTHER, "what was read");
    await page(PAGE);
    const before = entries.size;
    await copies.keepPart({ of: PAGE, url: OTHER, type: "text/html", body: utf8("planted") });
    expect(await copies.page(OTHER)).toEqual(utf8("what was read"));
    expect(entries.size).toBe(before + 1);
    await copies.forget(PAGE);
    expect(await copies.page(OTHER)).toEqual(utf8("what was read"));
  });

  it("go when they are too old, although nothing new is read", async () => {
    const { entries, copies, page } = await opened();
    await copies.turnOn();
    await page(PAGE);
    await copies.forget(OTHER);
    const later = await opened({ entries, now: () => NOW + BOUNDS.seconds + 1 });
    expect(later.copies.pages()).toEqual([]);
    expect(await later.copies.page(PAGE)).toBeUndefined();
    await later.copies.forget(OTHER);
    expect(entries.size).toBe(1);
  });

  it("that a changed key left unreadable do not lie there for good", async () => {
    const entries = new Map([["of another key", { note: {}, body: utf8("sealed") }]]);
    await (await opened({ entries })).copies.forget(PAGE);
    expect(entries.size).toBe(0);
  });
});

describe("what is worth a copy", () => {
  const went = { method: "GET", mode: "navigate", destination: "document" };
  const drew = { method: "GET", mode: "no-cors", destination: "image" };
  const html = { "content-type": "text/html; charset=utf-8" };
  const given = (headers: Record<string, string>, status = 200) => ({ status, headers: new Headers(headers) });
  it.each([
    ["a page", went, given(html), "page"],
    ["what it is drawn with", drew, given({ "content-type": "image/png" }), "part"],
    ["the answer to a form", { ...went, method: "POST" }, given(html), undefined],
    ["what the service wants kept nowhere", went, given({ ...html, "cache-control": "private, NO-STORE" }), undefined],
    ["a picture of that kind", drew, given({ "cache-control": "no-store" }), undefined],
    ["a frame", { ...went, destination: "iframe" }, given(html), undefined],
    ["a mistake", went, given(html, 404), undefined],
    ["nobody's answer", went, given(html, 503), undefined],
    ["a piece of a page", went, given(html, 206), undefined],
    ["a download", went, given({ ...html, "content-disposition": "attachment" }), undefined],
    ["what is no page", went, given({ "content-type": "application/json" }), undefined],
    ["what a script asked for", { ...drew, mode: "cors", destination: "" }, given(html), undefined],
    ["a script", { ...drew, destination: "script" }, given({ "content-type": "text/javascript" }), undefined],
  ] as const)("%s", (_, request, response, worth) => {
    expect(worthOf(request, response)).toBe(worth);
  });
});

describe("what is held of pages", () => {
  it("has a bound: a page that never ends and asks for pictures without end fills no memory", async () => {
    const holding = createHolding(10);
    const used: number[] = [];
    let end = () => {};
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    const read = (length: number) =>
      holding.read(new Response(new Uint8Array(length)), 6, async (body) => {
        used.push(body.length);
        await ended;
      });
    const reads = [6, 7, 3, 6, 6].map(read);
    await expect.poll(() => used).toEqual([6, 3]);
    end();
    await Promise.all(reads);
    await read(6);
    expect(used).toEqual([6, 3, 6]);
  });
});

describe("a page's text", () => {
  it("is read through in a moment, however odd the page is", () => {
    for (const odd of [
      "<title ",
      "<a ",
      "<a target='",
      "<a x target = ",
      "<meta ",
      "<base\ttarget",
      "<!--",
      "<img ",
      "<img loading ",
      " target=",
    ]) {
      const text = odd.repeat(Math.floor((1 << 20) / odd.length));
      const before = performance.now();
      titleOf(withoutLateness(withoutTargets(textOf(utf8(text), "text/html"))));
      // Not done within minutes, or done within milliseconds.
      expect(performance.now() - before, odd).toBeLessThan(5_000);
    }
  });

  it("asks for no picture late", () => {
    const pictures = `<img loading=lazy src=a><IMG src="b" loading="lazy" alt=x><img loading=eager src=c> loading=lazy`;
    expect(withoutLateness(pictures)).toBe(`<img src=a><IMG src="b" alt=x><img loading=eager src=c> loading=lazy`);
  });

  it("has no link that opens elsewhere, however often it says so", () => {
    const links = `<a target=one target="two" href="/x">x</a><AREA href=y TARGET='z'><a href=/w>target=_top</a>`;
    expect(withoutTargets(links)).toBe(`<a href="/x">x</a><AREA href=y><a href=/w>target=_top</a>`);
  });
});
