// The warden's HTTP, route by route (shared/wardenapi.ts has the shapes). Runs inside the Durable Object, behind the gate.

import { type Context, Hono } from "hono";
import * as v from "valibot";
import { parseInviteCode } from "../../shared/domain/invitecode.ts";
import type { Log } from "../../shared/log.ts";
import type { WardenError } from "../../shared/wardenapi.ts";
import type { Desk } from "./desk.ts";
import { burn, unburn } from "./moves/burn.ts";
import { configure } from "./moves/configure.ts";
import { abandon, claim, publish, ready } from "./moves/mint.ts";
import type { Moved } from "./moves/move.ts";
import { order, rotate } from "./moves/order.ts";
import { retire } from "./moves/retire.ts";
import * as requests from "./requests.ts";
import type { MirrorRow } from "./tables/mirrors.ts";

const STATUS_OF = { invalid: 400, unknown: 404, conflict: 409 } as const;

export function createApp(desk: Desk, log: Log): Hono {
  const app = new Hono();
  const described = (moved: Moved<MirrorRow>) =>
    moved.ok ? { ...moved, value: { mirror: desk.describe(moved.value) } } : moved;

  app.get("/status", (c) => c.json(desk.status()));
  app.get("/events", (c) => c.json({ events: desk.events(Number(c.req.query("after") ?? 0) || 0) }));
  app.get("/orders", (c) => c.json({ orders: desk.status().orders }));

  app.put("/mesh", async (c) => {
    const mesh = await read(c, requests.MeshRequest);
    return c.json({ orders: await desk.change((book) => configure(book, mesh)) });
  });
  app.put("/keyring", async (c) => {
    const { keyring } = await read(c, requests.KeyringRequest);
    return answer(c, await desk.replaceKeyring(keyring));
  });

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

  app.post("/burn", async (c) => {
    const wish = await read(c, requests.BurnRequest);
    return answer(c, await desk.change((book) => burn(book, wish)));
  });
  app.post("/unburn", async (c) => {
    const wish = await read(c, requests.BurnRequest);
    return answer(c, await desk.change((book) => unburn(book, wish)));
  });
  app.post("/invites", async (c) => answer(c, await desk.invite(await read(c, requests.InviteRequest)), 201));
  app.post("/admit", async (c) => {
    const code = parseInviteCode((await read(c, requests.AdmitRequest)).code);
    return answer(c, code === undefined ? { ok: false, reason: "unknown" } : await desk.admit(code));
  });

  app.notFound((c) => c.json(failure("unknown", "no such path"), 404));
  app.onError((error, c) => {
    if (error instanceof BadRequest) return c.json(failure("invalid", error.message), 400);
    log.failed("warden request", error);
    return c.text("Internal Server Error\n", 500);
  });
  return app;
}

class BadRequest extends Error {}

async function read<Schema extends v.GenericSchema>(c: Context, schema: Schema): Promise<v.InferOutput<Schema>> {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), await c.req.text());
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw new BadRequest(`${v.getDotPath(issue) ?? "body"}: ${issue.message}`);
}

function answer<T extends object>(c: Context, moved: Moved<T>, status: 200 | 201 = 200): Response {
  if (moved.ok) return c.json(moved.value, status);
  return c.json(failure(moved.reason, moved.detail ?? "not found"), STATUS_OF[moved.reason]);
}

function failure(code: WardenError["error"]["code"], message: string): WardenError {
  return { error: { code, message } };
}
