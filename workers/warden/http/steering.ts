// Who steers: the lease of an autopilot.

import { Hono } from "hono";
import type { Desk } from "../desk.ts";
import { lease } from "../moves/lease.ts";
import * as requests from "../requests.ts";
import { read } from "./answer.ts";

export function steering(desk: Desk): Hono {
  const app = new Hono();
  app.post("/lease", async (c) => {
    const wish = await read(c, requests.LeaseRequest);
    return c.json(await desk.change((book) => lease(book, wish)));
  });
  return app;
}
