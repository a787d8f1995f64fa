// Invites, and the readers they make.

import { Hono } from "hono";
import { parseInviteCode } from "../../../shared/domain/invitecode.ts";
import type { Desk } from "../desk.ts";
import * as requests from "../requests.ts";
import { answer, read } from "./answer.ts";

export function inviting(desk: Desk): Hono {
  const app = new Hono();
  app.post("/invites", async (c) => answer(c, await desk.invite(await read(c, requests.InviteRequest)), 201));
  app.post("/admit", async (c) => {
    const code = parseInviteCode((await read(c, requests.AdmitRequest)).code);
    return answer(c, code === undefined ? { ok: false, reason: "unknown" } : await desk.admit(code));
  });
  return app;
}
