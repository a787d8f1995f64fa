// Memory of the relay's process while big bodies pass: a native one and a translated one, at full speed and with a reader
// who stops in the middle. Flat means: it does not grow with the body.
import type { Asked } from "./contenders.ts";
import { open } from "./fetching.ts";
import { residentBytes } from "./meter.ts";

export interface MemoryGrowth {
  /** The most the process held beyond what it held before, while the whole body passed. */
  readonly grownBytes: number;
  /** The same while a reader had taken the first megabyte and then nothing for a second. */
  readonly stalledBytes: number;
  readonly bodyBytes: number;
}

const SAMPLE_BYTES = 1 << 20;
const STALL_AFTER_BYTES = 1 << 20;
const STALL_MILLISECONDS = 1000;

export async function measureMemory(asked: Asked): Promise<MemoryGrowth> {
  const before = residentBytes(asked.pid);
  let most = before;
  let bodyBytes = 0;
  let sampledAt = 0;
  for await (const chunk of await open(asked)) {
    bodyBytes += (chunk as Buffer).length;
    if (bodyBytes - sampledAt < SAMPLE_BYTES) continue;
    sampledAt = bodyBytes;
    most = Math.max(most, residentBytes(asked.pid));
  }
  return { grownBytes: most - before, stalledBytes: await stall(asked), bodyBytes };
}

async function stall(asked: Asked): Promise<number> {
  const before = residentBytes(asked.pid);
  const answer = await open(asked);
  let taken = 0;
  for await (const chunk of answer.iterator({ destroyOnReturn: false })) {
    taken += (chunk as Buffer).length;
    if (taken >= STALL_AFTER_BYTES) break;
  }
  await new Promise((resolve) => setTimeout(resolve, STALL_MILLISECONDS));
  const grown = residentBytes(asked.pid) - before;
  answer.on("error", () => undefined);
  answer.destroy();
  return Math.max(0, grown);
}
