// What the provider would write down about readers: observability, logpush, tail. The upload switches all three off; here
// they are read back, because a click in the dashboard switches one on and leaves the build as it was.

import * as v from "valibot";
import type { LogKind } from "../provider.ts";
import type { Client } from "./client.ts";
import { isGone } from "./errors.ts";

const Part = v.looseObject({ enabled: v.literal(true) });
const Settings = v.object({
  observability: v.nullish(v.record(v.string(), v.unknown()), {}),
  logpush: v.nullish(v.boolean(), false),
  tail_consumers: v.nullish(v.array(v.unknown()), []),
});
type Settings = v.InferOutput<typeof Settings>;

export interface Logging {
  /** What is on; nothing, where the Worker is gone. */
  read(name: string): Promise<readonly LogKind[]>;
  /** Switches off what is on and tells whether anything was. */
  ensureOff(name: string): Promise<boolean>;
}

export function createLogging(client: Client, accountId: string): Logging {
  const at = (name: string) =>
    `/accounts/${encodeURIComponent(accountId)}/workers/scripts/${encodeURIComponent(name)}/script-settings`;
  const settingsOf = (name: string) => client.call(Settings, { method: "GET", path: at(name) });
  return {
    read: async (name) => {
      try {
        return kindsOn(await settingsOf(name));
      } catch (error) {
        if (isGone(error)) return [];
        throw error;
      }
    },
    ensureOff: async (name) => {
      const settings = await settingsOf(name);
      if (kindsOn(settings).length === 0) return false;
      const json = { observability: switchedOff(settings.observability), logpush: false, tail_consumers: [] };
      await client.call(v.unknown(), { method: "PATCH", path: at(name), json });
      return true;
    },
  };
}

function kindsOn({ observability, logpush, tail_consumers }: Settings): readonly LogKind[] {
  const isObserved = v.is(Part, observability) || Object.values(observability).some((part) => v.is(Part, part));
  return [
    ...(isObserved ? (["observability"] as const) : []),
    ...(logpush ? (["logpush"] as const) : []),
    ...(tail_consumers.length > 0 ? (["tail"] as const) : []),
  ];
}

/** Logs, traces and whatever comes next each have an `enabled` of their own below the common one. */
function switchedOff(observability: Settings["observability"]): object {
  const parts = Object.entries(observability).map(([name, part]) => [
    name,
    v.is(Part, part) ? { ...part, enabled: false } : part,
  ]);
  return { ...Object.fromEntries(parts), enabled: false };
}
