// The Durable Object of one hostname's evidence: wires its keeper to the real clock and storage. Only the registry calls it.

import { DurableObject } from "cloudflare:workers";
import type { Verdict } from "../../../shared/domain/verdict/verdict.ts";
import type { EvidenceCalls, WardenEnv } from "../env.ts";
import { migrate } from "../schema.ts";
import { wardenWindows } from "../windows.ts";
import { createKeeper, type Keeper } from "./keeper.ts";
import type { HostContext, Notes } from "./notes.ts";
import { SHELF_STEPS } from "./shelf.ts";

export class Evidence extends DurableObject<WardenEnv> implements EvidenceCalls {
  readonly #keeper: Keeper;

  constructor(ctx: DurableObjectState, env: WardenEnv) {
    super(ctx, env);
    migrate(ctx.storage, SHELF_STEPS);
    this.#keeper = createKeeper({
      storage: ctx.storage,
      windows: wardenWindows(env.WINDOWS),
      clock: Date.now,
      wakeAt: (atMs) => ctx.storage.setAlarm(atMs),
    });
  }

  note(notes: Notes, context: HostContext): Promise<readonly Verdict[]> {
    return this.#keeper.note(notes, context);
  }

  judge(context: HostContext): Promise<readonly Verdict[]> {
    return this.#keeper.judge(context);
  }

  override alarm(): Promise<void> {
    return this.#keeper.tick();
  }
}
