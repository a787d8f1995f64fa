// The operator's own verdicts: what is blocked, and what no longer is.

import { Hono } from "hono";
import type { Desk } from "../desk.ts";
import { sayBurned, sayHealthy } from "../moves/word.ts";
import * as requests from "../requests.ts";
import { answer, read } from "./answer.ts";

export function burning(desk: Desk): Hono {
  const app = new Hono();
  app.post("/burn", async (c) => {
    const wish = await read(c, requests.BurnRequest);
    return answer(c, await desk.change((book) => sayBurned(book, wish)));
  });
  app.post("/unburn", async (c) => {
    const wish = await read(c, requests.BurnRequest);
    return answer(c, await desk.change((book) => sayHealthy(book, wish)));
  });
  return app;
}
