// What only looks: the mesh at a glance, its story, its orders.

import { Hono } from "hono";
import type { Desk } from "../desk.ts";

export function looking(desk: Desk): Hono {
  const app = new Hono();
  app.get("/status", (c) => c.json(desk.status()));
  app.get("/events", (c) => c.json({ events: desk.events(Number(c.req.query("after") ?? 0) || 0) }));
  app.get("/orders", (c) => c.json({ orders: desk.look((book) => book.orders.all()) }));
  return app;
}
