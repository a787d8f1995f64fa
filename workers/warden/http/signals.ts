// What providers did to us, and what is well again.

import { Hono } from "hono";
import type { Desk } from "../desk.ts";
import { well } from "../moves/account.ts";
import { heed } from "../moves/signal.ts";
import * as requests from "../requests.ts";
import { read } from "./answer.ts";

export function signals(desk: Desk): Hono {
  const app = new Hono();
  app.post("/signals", async (c) => {
    const { signals: told } = await read(c, requests.SignalsRequest);
    return c.json({ burned: await desk.change((book) => told.flatMap((signal) => heed(book, signal))) });
  });
  app.post("/accounts/:id/well", async (c) => {
    await desk.change((book) => well(book, c.req.param("id")));
    return c.json({});
  });
  return app;
}
