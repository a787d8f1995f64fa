// The one record that grows with all that ever burned, made and asked by the real code at full size.

import { type BurnedEntry, openBlocklist, signBlocklist } from "../../../shared/domain/blocklist.ts";
import { KEYS } from "../../../shared/store/keys.ts";
import { seedOf } from "../../fuzz/random.ts";
import { createMeshKeys, NOW } from "../../support/meshkeys.ts";

export interface BlocklistSize {
  readonly entries: number;
  readonly bytes: number;
  readonly limitBytes: number;
  readonly openMilliseconds: number;
  readonly lookUpMicroseconds: number;
}

const LOOK_UPS = 500;

export async function measureBlocklist(entries: number): Promise<BlocklistSize> {
  const { online, keyring } = await createMeshKeys();
  const burned = Array.from(
    { length: entries },
    (_, at): BurnedEntry => ({ pattern: hostname(at), cause: "censor", at }),
  );
  const text = await signBlocklist(burned, { version: 1, issuedAt: NOW, signer: online });
  const started = performance.now();
  const opened = await openBlocklist(text, { keyring, now: NOW, atLeast: 0 });
  const openMilliseconds = performance.now() - started;
  if (!opened.ok) throw new Error(`the blocklist does not open: ${opened.reason}`);
  const asked = performance.now();
  for (let at = 0; at < LOOK_UPS; at++) {
    const isBurned = await opened.value.blocks(hostname(at * 2), "IR");
    if (isBurned !== at * 2 < entries) throw new Error("the blocklist forgot a hostname");
  }
  return {
    entries,
    bytes: text.length,
    limitBytes: KEYS.blocklist.maxBytes,
    openMilliseconds,
    lookUpMicroseconds: ((performance.now() - asked) / LOOK_UPS) * 1000,
  };
}

function hostname(at: number): string {
  return `w${seedOf("label", at).toString(36)}-${at}.zone${at % 2000}.example`;
}
