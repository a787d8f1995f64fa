// What the operator's config and root key say.

import { Hono } from "hono";
import { SnapshotForm } from "../../../shared/snapshotform.ts";
import type { Desk } from "../desk.ts";
import { configure } from "../moves/configure.ts";
import * as requests from "../requests.ts";
import { answer, read } from "./answer.ts";

export function settings(desk: Desk): Hono {
  const app = new Hono();
  app.put("/mesh", async (c) => {
    const mesh = await read(c, requests.MeshRequest);
    return c.json({ orders: await desk.change((book) => configure(book, mesh)) });
  });
  app.put("/keyring", async (c) => {
    const { keyring } = await read(c, requests.KeyringRequest);
    return answer(c, await desk.replaceKeyring(keyring));
  });
  app.post("/restore", async (c) => answer(c, desk.restore(await read(c, SnapshotForm))));
  return app;
}
