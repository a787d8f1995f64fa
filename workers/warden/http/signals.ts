// What providers did to us, and what is well again.

import { Hono } from "hono";
import type { Desk } from "../desk.ts";
import type { Inquiry } from "../evidence/inquiry.ts";
import { refused, well } from "../moves/account.ts";
import * as requests from "../requests.ts";
import { read } from "./answer.ts";

export function signals({ desk, inquiry }: { readonly desk: Desk; readonly inquiry: Inquiry }): Hono {
  const app = new Hono();
  app.post("/signals", async (c) => {
    const { signals: told } = await read(c, requests.SignalsRequest);
    return c.json({ burned: await inquiry.signal(told) });
  });
  app.post("/accounts/:id/refused", async (c) => {
    const { detail } = await read(c, requests.RefusedRequest);
    await desk.change((book) => refused(book, { account: c.req.param("id"), detail }));
    return c.json({});
  });
  app.post("/accounts/:id/well", async (c) => {
    await desk.change((book) => well(book, c.req.param("id")));
    return c.json({});
  });
  return app;
}
