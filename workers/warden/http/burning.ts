// The operator's own verdicts: what is blocked, and what no longer is.

import { Hono } from "hono";
import type { BurnedEntry } from "../../../shared/domain/blocklist.ts";
import type { Desk } from "../desk.ts";
import { burn, unburn } from "../moves/burn.ts";
import * as requests from "../requests.ts";
import { answer, read } from "./answer.ts";

export function burning(desk: Desk): Hono {
  const app = new Hono();
  app.post("/burn", async (c) => {
    const wish = await read(c, requests.BurnRequest);
    const burned = await desk.change((book) => {
      const moved = burn(book, wish);
      if (moved.ok) book.verdicts.say({ ...wordOf(moved.value.entry), says: "burned" });
      return moved;
    });
    return answer(c, burned);
  });
  app.post("/unburn", async (c) => {
    const wish = await read(c, requests.BurnRequest);
    const unburned = await desk.change((book) => {
      const moved = unburn(book, wish);
      // Else what burned it would burn it again at once.
      if (moved.ok) for (const entry of moved.value.removed) book.verdicts.say({ ...wordOf(entry), says: "healthy" });
      return moved;
    });
    return answer(c, unburned);
  });
  return app;
}

/** What the operator says goes before all other evidence (E4). */
function wordOf({ pattern, country = "", cause }: BurnedEntry) {
  return { pattern, country, cause };
}
