// A service's record: everything a relay may fetch.

import { openRecord } from "../domain/record.ts";
import { refuse } from "../domain/result.ts";
import { type Service, ServiceBody } from "../domain/service.ts";
import { serviceKey } from "./keys.ts";
import type { Memory } from "./memory.ts";
import { createSignedReader, type StoreOptions } from "./signed.ts";

export function createServiceReader(options: StoreOptions): Memory<Service> {
  return createSignedReader<Service>(
    {
      keyOf: serviceKey,
      open: async (text, openOptions, name) => {
        const opened = await openRecord({ type: "service", schema: ServiceBody }, text, openOptions);
        return opened.ok && opened.value.id !== name ? refuse("another service's record") : opened;
      },
    },
    options,
  );
}
