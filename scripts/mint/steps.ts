// A mirror's way from intent to reserve, as a list of named steps. Each can be repeated: a run killed anywhere is taken up
// by the next, which walks the same list again and changes only what is still missing. The step before these, the claim,
// is the intent itself: from then on the warden knows the mirror, whatever happens to us.

import type { Mirror } from "../../shared/wardenapi.ts";
import { MintFailure } from "./failure.ts";
import { probe } from "./probe.ts";
import { ensureRelay, findPlace, type Place } from "./relay.ts";
import type { Run, StepName } from "./run.ts";
import { waitUntilVisible } from "./visible.ts";

/** A mirror on its way, and what its steps hand on. */
export interface Journey {
  readonly mirror: Mirror;
  published?: { readonly key: string; readonly version: number };
}

export interface Step {
  readonly name: Exclude<StepName, "claim">;
  run(journey: Journey, run: Run): Promise<void>;
}

export const STEPS: readonly Step[] = [
  {
    name: "relay",
    run: async ({ mirror }, run) => {
      await ensureRelay(placeOf(mirror, run), run);
    },
  },
  {
    name: "publish",
    run: async (journey, { warden }) => {
      journey.published = await warden.publish(journey.mirror.hostname);
    },
  },
  {
    name: "visible",
    run: async ({ mirror, published }, run) => {
      if (published === undefined) throw new Error("publish comes before visible");
      await waitUntilVisible({ ...published, service: mirror.service }, { ...placeOf(mirror, run), clock: run.clock });
    },
  },
  {
    name: "probe",
    run: async ({ mirror }, run) => {
      const { ticket } = await run.warden.probeTicket(mirror.hostname);
      const onWarning = (text: string) => run.onProgress({ step: "warning", text });
      await (run.probe ?? probe)(mirror, { ...run, ticket, onWarning });
    },
  },
  {
    name: "ready",
    run: async ({ mirror }, { warden }) => {
      await warden.ready(mirror.hostname);
    },
  },
];

function placeOf(mirror: Mirror, run: Run): Place {
  const place = findPlace(mirror.zone, run);
  if (place !== undefined) return place;
  throw new MintFailure(`The zone ${mirror.zone} is no longer in the config.`, {
    next: "Nothing: its order is open again and another zone takes it.",
  });
}
