// A stranger's question, met by the cover: whether anybody answers there at all. It goes without the pass, so over another
// connection than the reader's own requests, and does not wait behind what those send.

/** Rejects as fetch does. HEAD: a body that is not read would cost the connection. */
export async function knock(origin: string, fetch: typeof globalThis.fetch): Promise<true> {
  const init = { method: "HEAD", mode: "no-cors", credentials: "omit", cache: "no-store" } as const;
  await fetch(`${origin}/`, { ...init, referrerPolicy: "no-referrer" });
  return true;
}
