// Why a mirror is thought what it is thought, and which probes would tell more.

import { Hono } from "hono";
import { ok, refuse } from "../../../shared/domain/result.ts";
import type { Desk } from "../desk.ts";
import type { Inquiry } from "../evidence/inquiry.ts";
import { tellWishes } from "../evidence/told.ts";
import { answer } from "./answer.ts";

export function explaining({ desk, inquiry }: { readonly desk: Desk; readonly inquiry: Inquiry }): Hono {
  const app = new Hono();
  app.get("/why/:hostname", async (c) => {
    const why = await inquiry.why(c.req.param("hostname").toLowerCase());
    return answer(c, why === undefined ? refuse("unknown", "no such hostname, now or before") : ok(why));
  });
  app.get("/wishes", (c) => c.json({ wishes: desk.look(tellWishes) }));
  return app;
}
