// Lists of dangerous sites, as browsers consult them: Google Safe Browsing v4, `threatMatches:find`, or what speaks its form.
// Whoever keeps the list learns what is asked, so only zones are named to it, never a mirror, and only where the operator
// has configured one.

import * as v from "valibot";
import type { MeshConfig } from "../../shared/config.ts";
import type { Screen } from "../terminal/screen.ts";

const SAFE_BROWSING_URL = "https://safebrowsing.googleapis.com";

export interface FlagsOptions {
  readonly apiUrl: string;
  readonly key: string;
  readonly fetch?: typeof globalThis.fetch;
}

const THREATS = ["MALWARE", "SOCIAL_ENGINEERING", "UNWANTED_SOFTWARE", "POTENTIALLY_HARMFUL_APPLICATION"] as const;
/** The API's own limit for one call. */
const ENTRIES_A_CALL = 500;
const TIMEOUT_MILLISECONDS = 20_000;

const Found = v.object({
  matches: v.optional(v.array(v.object({ threatType: v.string(), threat: v.object({ url: v.string() }) })), []),
});

/** Undefined where none is configured, or its key is not in the environment. */
export function flagsOf({ safeBrowsing }: MeshConfig["health"], env: Screen["env"]): FlagsOptions | undefined {
  const key = safeBrowsing === undefined ? undefined : env[safeBrowsing.keyEnv];
  return key === undefined ? undefined : { apiUrl: safeBrowsing?.apiUrl ?? SAFE_BROWSING_URL, key };
}

/** Throws where the list cannot be asked. */
export async function findFlags(
  zones: readonly string[],
  { apiUrl, key, fetch = globalThis.fetch }: FlagsOptions,
): Promise<readonly { readonly zone: string; readonly as: string }[]> {
  const flagged = new Map<string, string>();
  for (let at = 0; at < zones.length; at += ENTRIES_A_CALL) {
    const part = zones.slice(at, at + ENTRIES_A_CALL);
    const response = await fetch(`${apiUrl.replace(/\/$/, "")}/v4/threatMatches:find?key=${encodeURIComponent(key)}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        client: { clientId: "hezar", clientVersion: "1" },
        threatInfo: {
          ...{ threatTypes: THREATS, platformTypes: ["ANY_PLATFORM"], threatEntryTypes: ["URL"] },
          threatEntries: part.map((zone) => ({ url: `https://${zone}/` })),
        },
      }),
      signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
      redirect: "error",
    });
    if (!response.ok) throw new Error(`the list answers HTTP ${response.status}`);
    for (const { threatType, threat } of v.parse(Found, await response.json()).matches) {
      const zone = URL.parse(threat.url)?.hostname;
      if (zone !== undefined && part.includes(zone)) flagged.set(zone, threatType);
    }
  }
  return [...flagged].map(([zone, as]) => ({ zone, as }));
}
