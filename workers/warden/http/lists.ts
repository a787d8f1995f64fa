// Sealed lists, for whoever publishes them: each lineage's roster as it reads now, a few at a time, and when they were last
// published.

import { Hono } from "hono";
import type { Desk } from "../desk.ts";
import { answer } from "./answer.ts";

export function lists(desk: Desk): Hono {
  const app = new Hono();
  app.get("/lists", async (c) => answer(c, await desk.lists(c.req.query("after") ?? "")));
  app.post("/lists/published", async (c) => {
    const at = desk.look((book) => {
      book.settings.saveListsPublished(book.now);
      return book.now;
    });
    return c.json({ at });
  });
  return app;
}
