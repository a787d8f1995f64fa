// The warden's HTTP: a file a topic in http/, put together here (shared/wardenapi.ts has the shapes). Runs inside the
// Durable Object, behind the gate.

import { Hono } from "hono";
import type { Log } from "../../shared/log.ts";
import { BadRequest, failure } from "./http/answer.ts";
import { type BoardDeps, board } from "./http/board.ts";
import { burning } from "./http/burning.ts";
import { explaining } from "./http/explaining.ts";
import { inviting } from "./http/inviting.ts";
import { lists } from "./http/lists.ts";
import { looking } from "./http/looking.ts";
import { minting } from "./http/minting.ts";
import { settings } from "./http/settings.ts";
import { signals } from "./http/signals.ts";
import { steering } from "./http/steering.ts";
import { type WitnessDeps, witnesses } from "./http/witnesses.ts";

export interface AppDeps extends WitnessDeps, BoardDeps {
  readonly log: Log;
}

export function createApp(deps: AppDeps): Hono {
  const { desk, log } = deps;
  const app = new Hono();
  app.route("/", looking(desk));
  app.route("/", settings(desk));
  app.route("/", minting(desk));
  app.route("/", burning(desk));
  app.route("/", inviting(desk));
  app.route("/", steering(desk));
  app.route("/", lists(desk));
  app.route("/", signals(deps));
  app.route("/", witnesses(deps));
  app.route("/", explaining(deps));
  app.route("/", board(deps));

  app.notFound((c) => c.json(failure("unknown", "no such path"), 404));
  app.onError((error, c) => {
    if (error instanceof BadRequest) return c.json(failure("invalid", error.message), 400);
    log.failed("warden request", error);
    return c.text("Internal Server Error\n", 500);
  });
  return app;
}
