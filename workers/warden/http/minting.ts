// An order on its way to a mirror, and a mirror's way out.

import { Hono } from "hono";
import type { Desk } from "../desk.ts";
import { abandon, claim, publish, ready } from "../moves/mint.ts";
import type { Moved } from "../moves/move.ts";
import { order, rotate } from "../moves/order.ts";
import { retire } from "../moves/retire.ts";
import * as requests from "../requests.ts";
import type { MirrorRow } from "../tables/mirrors.ts";
import { answer, read } from "./answer.ts";

export function minting(desk: Desk): Hono {
  const app = new Hono();
  const described = (moved: Moved<MirrorRow>) =>
    moved.ok ? { ...moved, value: { mirror: desk.describe(moved.value) } } : moved;

  app.post("/orders", async (c) => {
    const wish = await read(c, requests.OrderRequest);
    const orders = await desk.change((book) => order(book, wish));
    return answer(c, orders.ok ? { ...orders, value: { orders: orders.value } } : orders);
  });
  app.post("/rotate", async (c) => {
    const wish = await read(c, requests.RotateRequest);
    return c.json({ orders: await desk.change((book) => rotate(book, wish)) });
  });
  app.post("/orders/:id{[0-9]+}/claim", async (c) => {
    const wish = await read(c, requests.ClaimRequest);
    return answer(c, described(await desk.change((book) => claim(book, Number(c.req.param("id")), wish))), 201);
  });
  app.post("/mirrors/:hostname/publish", async (c) =>
    answer(c, await desk.change((book) => publish(book, c.req.param("hostname")))),
  );
  app.post("/mirrors/:hostname/probe-ticket", async (c) => answer(c, await desk.probeTicket(c.req.param("hostname"))));
  app.post("/mirrors/:hostname/ready", async (c) =>
    answer(c, described(await desk.change((book) => ready(book, c.req.param("hostname"))))),
  );
  app.post("/mirrors/:hostname/abandon", async (c) => {
    const abandoned = await desk.change((book) => abandon(book, c.req.param("hostname")));
    return answer(c, abandoned.ok ? { ...abandoned, value: { order: abandoned.value } } : abandoned);
  });
  app.post("/mirrors/:hostname/retire", async (c) =>
    answer(c, described(await desk.change((book) => retire(book, c.req.param("hostname"))))),
  );
  return app;
}
