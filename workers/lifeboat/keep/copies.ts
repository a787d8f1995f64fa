// The pages a reader has saved, the newest first, and what each is drawn with. One change after another, so that what is erased
// stays erased; at most so many pages, bytes and days.

import type { Bytes } from "../../../shared/domain/bytes.ts";
import type { Drawer } from "./drawer.ts";

export interface SavedPage {
  /** Without a fragment. */
  readonly url: string;
  /** As the page's markup wrote it, so without `<`; never the value of an attribute. */
  readonly title: string;
  /** Seconds since the epoch. */
  readonly at: number;
  /** Of the page alone. */
  readonly bytes: number;
  readonly parts: readonly Part[];
}

type Part = readonly [url: string, bytes: number];

export interface Copies {
  /** When it is known whether anything is kept; never rejects. */
  readonly ready: Promise<void>;
  /** Undefined: nothing is kept, until the reader says so. */
  pages(): readonly SavedPage[] | undefined;
  turnOn(): Promise<void>;
  /** Erases everything. */
  turnOff(): Promise<void>;
  forget(url: string): Promise<void>;
  keepPage(page: { readonly url: string; readonly title: string; readonly body: Bytes }): Promise<void>;
  keepPart(part: {
    readonly of: string;
    readonly url: string;
    readonly type: string;
    readonly body: Bytes;
  }): Promise<void>;
  page(url: string): Promise<Bytes | undefined>;
  part(url: string): Promise<{ readonly type: string; readonly body: Bytes } | undefined>;
}

export const BOUNDS = { pages: 50, parts: 60, bytes: 32 << 20, seconds: 30 * 86_400 } as const;
/** The entry that lists the others; no address is empty. */
const LIST = "";
const NOTHING = new Uint8Array();

export function createCopies({ drawer, now }: { readonly drawer: Drawer; readonly now: () => number }): Copies {
  let pages: readonly SavedPage[] | undefined;
  let isListing = false;
  let isSwept = false;
  let tooOld: readonly string[] = [];
  const ready = drawer
    .get<readonly SavedPage[]>(LIST)
    .then(async (found) => {
      // Of another key's nothing opens any more.
      if (!found) return drawer.clear();
      pages = fitting(found.note, now());
      tooOld = without(namesIn(found.note), namesIn(pages));
    })
    .catch(() => undefined);
  let last: Promise<void> = ready
    .then(async () => {
      for (const name of tooOld) await drawer.remove(name);
    })
    .catch(() => undefined);
  /** Storage may be full, or forbidden: then there is no copy. */
  const inTurn = (run: () => Promise<void>): Promise<void> => {
    last = last.then(run).catch(() => undefined);
    return last;
  };
  const list = (): Promise<void> => {
    if (isListing) return last;
    isListing = true;
    return inTurn(async () => {
      isListing = false;
      if (pages) await drawer.put(LIST, { note: pages, body: NOTHING });
    });
  };
  /** What no page needs any more goes. Meanwhile the reader may have turned it off, and that is not undone. */
  const settle = async (wanted: readonly SavedPage[]): Promise<void> => {
    if (!pages) return;
    const before = namesIn(pages);
    pages = fitting(wanted, now());
    for (const name of without(before, namesIn(pages))) await drawer.remove(name);
    void list();
  };
  /** What a killed worker, or a page's script, left there is on no list. */
  const sweep = async (): Promise<void> => {
    if (isSwept) return;
    isSwept = true;
    await drawer.only([LIST, ...namesIn(pages ?? []).keys()]);
  };
  const others = (url: string) => (pages ?? []).filter((page) => page.url !== url);

  return {
    ready,
    pages: () => pages,
    turnOn: () =>
      inTurn(async () => {
        pages ??= [];
        await drawer.put(LIST, { note: pages, body: NOTHING });
      }),
    turnOff: () => {
      pages = undefined;
      return inTurn(() => {
        pages = undefined;
        return drawer.clear();
      });
    },
    forget: (url) => inTurn(() => settle(others(url))),
    keepPage: ({ url, title, body }) =>
      inTurn(async () => {
        const before = pages?.find((page) => page.url === url);
        if (!pages) return;
        await sweep();
        await drawer.put(pageName(url), { note: {}, body });
        // A browser that has a picture at hand does not ask for it again.
        await settle([{ url, title, at: now(), bytes: body.length, parts: before?.parts ?? [] }, ...others(url)]);
      }),
    keepPart: ({ of, url, type, body }) =>
      inTurn(async () => {
        const page = pages?.find((one) => one.url === of);
        if (!page) return;
        const name = partName(url);
        const isThere = namesIn(pages ?? []).get(name) === body.length;
        if (!isThere) await drawer.put(name, { note: { type }, body });
        const parts = [...page.parts.filter(([one]) => one !== url), [url, body.length] as const].slice(-BOUNDS.parts);
        await settle((pages ?? []).map((one) => (one === page ? { ...page, parts } : one)));
      }),
    page: async (url) => (pages ? (await drawer.get(pageName(url)))?.body : undefined),
    part: async (url) => {
      const found = pages && (await drawer.get<{ readonly type: string }>(partName(url)));
      return found && { type: found.note.type, body: found.body };
    },
  };
}

/** The newest that fit; what several pages share counts once. */
export function fitting(pages: readonly SavedPage[], now: number): readonly SavedPage[] {
  const kept: SavedPage[] = [];
  for (const page of pages) {
    const isYoung = now - page.at < BOUNDS.seconds;
    const bytes = [...namesIn([...kept, page]).values()].reduce((sum, one) => sum + one, 0);
    if (isYoung && kept.length < BOUNDS.pages && bytes <= BOUNDS.bytes) kept.push(page);
  }
  return kept;
}

function namesIn(pages: readonly SavedPage[]): ReadonlyMap<string, number> {
  return new Map(
    pages.flatMap(({ url, bytes, parts }): readonly Part[] => [
      [pageName(url), bytes],
      ...parts.map(([part, size]): Part => [partName(part), size]),
    ]),
  );
}

function without(names: ReadonlyMap<string, number>, others: ReadonlyMap<string, number>): readonly string[] {
  return [...names.keys()].filter((name) => !others.has(name));
}

/** Two kinds of names: what a page asks for as a picture neither takes another page's place, nor shows that it is there. */
const pageName = (url: string) => `page ${url}`;
const partName = (url: string) => `part ${url}`;
