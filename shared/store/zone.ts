// A zone's record, with its mirrors found by label.

import { openRecord } from "../domain/record.ts";
import { ok, refuse } from "../domain/result.ts";
import { type MirrorRecord, ZoneBody } from "../domain/zonerecord.ts";
import { zoneKey } from "./keys.ts";
import type { Memory } from "./memory.ts";
import { createSignedReader, type StoreOptions } from "./signed.ts";

export interface StoredZone {
  readonly version: number;
  readonly service: string;
  readonly mirrors: ReadonlyMap<string, MirrorRecord>;
}

export function createZoneReader(options: StoreOptions): Memory<StoredZone> {
  return createSignedReader<StoredZone>(
    {
      keyOf: zoneKey,
      open: async (text, openOptions, name) => {
        const opened = await openRecord({ type: "zone", schema: ZoneBody }, text, openOptions);
        if (!opened.ok) return opened;
        const { zone, version, service, mirrors } = opened.value;
        if (zone !== name) return refuse("another zone's record");
        return ok({ version, service, mirrors: new Map(mirrors.map((mirror) => [mirror.label, mirror])) });
      },
    },
    options,
  );
}
