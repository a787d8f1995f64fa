// What a script of a page can carry off, and put where it likes in a browser of its own. Run in the page, so nothing outside a function
// may be named in it.

export interface Loot {
  readonly cookies: string;
  readonly storage: readonly (readonly [string, string])[];
  readonly databases: readonly string[];
  /** By cache: the address of each entry and its bytes. */
  readonly caches: readonly (readonly [name: string, url: string, bytes: readonly number[]])[];
  /** What the mirror's own addresses say to a page. */
  readonly texts: Readonly<Record<string, string>>;
  readonly marks: readonly (string | null)[];
}

export const CARRY_OFF = async (door: string): Promise<Loot> => {
  const kept: (readonly [string, string, readonly number[]])[] = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const bytes = new Uint8Array((await (await cache.match(request))?.arrayBuffer()) ?? new ArrayBuffer(0));
      kept.push([name, request.url, [...bytes]]);
    }
  }
  const texts: Record<string, string> = {};
  const marks: (string | null)[] = [];
  for (const name of ["lifeboat.js", "failover.js", "jar", "roster", "keyring", "state"]) {
    const answer = await fetch(`/${door}/${name}`);
    marks.push(answer.headers.get("x-request-id"));
    texts[name] = await answer.text();
  }
  return {
    cookies: document.cookie,
    storage: [...Object.entries(localStorage), ...Object.entries(sessionStorage)] as [string, string][],
    databases: (await indexedDB.databases()).map(({ name = "" }) => name),
    ...{ caches: kept, texts, marks },
  };
};

export const PLANT = async (loot: Loot): Promise<void> => {
  for (const cookie of loot.cookies.split("; ")) {
    const [name = "", ...value] = cookie.split("=");
    await cookieStore.set({ name, value: value.join("="), path: "/" });
  }
  for (const [name, value] of loot.storage) localStorage.setItem(name, value);
  for (const [name, url, bytes] of loot.caches) {
    await (await caches.open(name)).put(url, new Response(Uint8Array.from(bytes)));
  }
};

/** Everything that a thief could make of it with the mirror's own addresses: the status of each, and whether cookies came. */
export const TRY = async ([door, loot]: [string, Loot]): Promise<readonly string[]> => {
  const told: string[] = [];
  const bytes = [...loot.caches.map(([, , kept]) => Uint8Array.from(kept)), ...Object.values(loot.texts)];
  for (const body of bytes) {
    for (const name of ["jar", "send"]) {
      const before = document.cookie;
      const headers = { "content-type": "text/plain", "x-request-id": loot.marks[0] ?? "" };
      const answer = await fetch(`/${door}/${name}`, { method: "POST", body, headers });
      told.push(`${name} ${answer.status}${document.cookie === before ? "" : " and cookies"}`);
    }
  }
  return [...new Set(told)].sort();
};
