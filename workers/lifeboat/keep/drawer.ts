// Entries in the Cache API that only this lifeboat reads. A page's scripts see how many there are and how large, in steps of
// 16 kB; neither what they hold nor of what address they are. What a script puts there opens as nothing.
//
//   entry = seal(note as JSON | "\n" | body | zeros)

import { createSeal } from "../../../shared/domain/aead.ts";
import { type Bytes, concat, fromUtf8, toHex, utf8 } from "../../../shared/domain/bytes.ts";
import { hkdf } from "../../../shared/domain/derive.ts";
import { createMac } from "../../../shared/domain/mac.ts";

export interface Entry<Note> {
  readonly note: Note;
  readonly body: Bytes;
}

export interface Drawer {
  put(name: string, entry: Entry<object>): Promise<void>;
  get<Note>(name: string): Promise<Entry<Note> | undefined>;
  remove(name: string): Promise<void>;
  /** Whatever has none of these names goes. */
  only(names: readonly string[]): Promise<void>;
  /** All of it, and the drawer. */
  clear(): Promise<void>;
  /** What only this lifeboat can have said. */
  sign(text: string): Promise<string>;
}

export interface DrawerPorts {
  readonly caches: CacheStorage;
  readonly door: string;
  readonly boatKey: Bytes;
}

const PURPOSE = "hezar/copies/v2";
const STEP_BYTES = 16 << 10;

export function createDrawer({ caches, door, boatKey }: DrawerPorts): Drawer {
  const cacheName = `${door}-copies`;
  const sealing = createSeal(boatKey, PURPOSE);
  const naming = hkdf(boatKey, `${PURPOSE}/names`, 32).then((secret) => createMac(secret, 16));
  const sign: Drawer["sign"] = async (text) => toHex(await (await naming)(utf8(text)));
  const idOf = (name: string) => sign(`name ${name}`);
  const placeOf = (id: string) => `/${door}/copies/${id}`;
  return {
    sign,
    async put(name, { note, body }) {
      const head = utf8(`${JSON.stringify({ note, bytes: body.length })}\n`);
      const length = head.length + body.length;
      const clear = concat(head, body, new Uint8Array(Math.ceil(length / STEP_BYTES) * STEP_BYTES - length));
      const id = await idOf(name);
      const sealed = await (await sealing).seal(clear, id, crypto.getRandomValues(new Uint8Array(12)));
      await (await caches.open(cacheName)).put(placeOf(id), new Response(sealed));
    },
    async get<Note>(name: string) {
      // To open a cache makes it; where none is, none shall be.
      if (!(await caches.has(cacheName))) return undefined;
      const id = await idOf(name);
      const found = await (await caches.open(cacheName)).match(placeOf(id));
      const clear = found && (await (await sealing).open(new Uint8Array(await found.arrayBuffer()), id));
      if (!clear) return undefined;
      const at = clear.indexOf(10) + 1;
      const { note, bytes } = JSON.parse(fromUtf8(clear.subarray(0, at)) ?? "{}") as { note: Note; bytes: number };
      return { note, body: clear.slice(at, at + bytes) };
    },
    async remove(name) {
      await (await caches.open(cacheName)).delete(placeOf(await idOf(name)));
    },
    async only(names) {
      const places = new Set((await Promise.all(names.map(idOf))).map(placeOf));
      const cache = await caches.open(cacheName);
      for (const request of await cache.keys()) {
        const { pathname, search } = new URL(request.url);
        if (!places.has(pathname + search)) await cache.delete(request, { ignoreVary: true, ignoreMethod: true });
      }
    },
    clear: async () => void (await caches.delete(cacheName)),
  };
}
