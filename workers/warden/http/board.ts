// The operator's web page: a link for the operator's tool, the way in, the page, the way out.

import { Hono } from "hono";
import {
  BOARD_NONCE_BYTES,
  BOARD_PATH,
  createLink,
  ENDED_SESSION,
  readLink,
  type Stamping,
  sessionCookie,
} from "../board/session.ts";
import { showBoard } from "../board/show.ts";
import type { Desk } from "../desk.ts";

export interface BoardDeps {
  readonly desk: Desk;
  readonly adminToken: string;
  readonly random: (lengthBytes: number) => Uint8Array;
}

/** Styles only; nothing is fetched, framed or run. The widths of bars are styles of their own. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const HEADERS = {
  "content-security-policy": POLICY,
  "cache-control": "no-store",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};
/** Links live a minute, so these are few. */
const SPENT_MOST = 100;

export function board({ desk, adminToken, random }: BoardDeps): Hono {
  const spent = new Set<string>();
  const stamping = (): Stamping => ({ adminToken, now: desk.look((book) => book.now) });
  const app = new Hono();

  app.post(`${BOARD_PATH}/link`, async (c) =>
    c.json({ path: await createLink(random(BOARD_NONCE_BYTES), stamping()) }),
  );

  app.get(`${BOARD_PATH}/enter/:link`, async (c) => {
    const link = await readLink(new URL(c.req.url).pathname, stamping());
    if (link === undefined || spent.has(link)) return c.notFound();
    spent.add(link);
    const [oldest] = spent;
    if (spent.size > SPENT_MOST && oldest !== undefined) spent.delete(oldest);
    const cookie = await sessionCookie(random(BOARD_NONCE_BYTES), stamping());
    return new Response(null, { status: 303, headers: { ...HEADERS, location: BOARD_PATH, "set-cookie": cookie } });
  });

  app.get(BOARD_PATH, async (c) => {
    const asked = { language: c.req.query("lang"), acceptLanguage: c.req.header("accept-language") ?? "" };
    return c.html(await showBoard(desk.status(), asked), 200, HEADERS);
  });

  app.post(
    `${BOARD_PATH}/leave`,
    () =>
      new Response("Signed out.\n", {
        headers: { ...HEADERS, "content-type": "text/plain; charset=utf-8", "set-cookie": ENDED_SESSION },
      }),
  );
  return app;
}
