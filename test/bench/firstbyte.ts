// How long a reader waits for the first byte of a page, and whether a page flows while its upstream still writes.
import { Agent, type IncomingMessage, request } from "node:http";
import type { Asked } from "./contenders.ts";
import type { Drip } from "./drip.ts";
import { open } from "./fetching.ts";
import { median } from "./meter.ts";

export interface FirstByte {
  readonly relayMilliseconds: number;
  readonly passthroughMilliseconds: number;
}

/** Medians of `requests` each, in turns, one at a time. */
export async function measureFirstByte(
  relay: Asked,
  passthrough: Asked,
  { requests }: { readonly requests: number },
): Promise<FirstByte> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const times = { relay: [] as number[], passthrough: [] as number[] };
  for (let n = 0; n < requests; n++) {
    times.relay.push(await firstByte(relay, agent));
    times.passthrough.push(await firstByte(passthrough, agent));
  }
  agent.destroy();
  return { relayMilliseconds: median(times.relay), passthroughMilliseconds: median(times.passthrough) };
}

async function firstByte({ url, headers }: Asked, agent: Agent): Promise<number> {
  const startedAt = performance.now();
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    request(url, { headers, agent }, resolve).on("error", reject).end();
  });
  let waited = 0;
  for await (const _ of answer) waited ||= performance.now() - startedAt;
  return waited;
}

const PATIENCE_MILLISECONDS = 3000;

/** Milliseconds until the first mapped address arrives while the upstream waits; undefined: not before it ends. */
export async function measureFlow(relay: Asked, drip: Drip): Promise<number | undefined> {
  const startedAt = performance.now();
  const timer = setTimeout(() => drip.release(), PATIENCE_MILLISECONDS);
  const answer = await open({ url: new URL("/drip/page", relay.url).href, headers: relay.headers });
  let seen = "";
  let flowed: number | undefined;
  for await (const chunk of answer) {
    seen += String(chunk);
    const isMapped = seen.includes('href="/first"') && !seen.includes("last");
    if (isMapped && flowed === undefined) {
      flowed = performance.now() - startedAt;
      drip.release();
    }
  }
  clearTimeout(timer);
  return flowed !== undefined && flowed < PATIENCE_MILLISECONDS ? flowed : undefined;
}
