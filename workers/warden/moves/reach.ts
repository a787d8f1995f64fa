// How high the blocks of each country reach, and its weather, from all verdicts together: what is asked before anybody is
// blamed for a burn. It only looks.

import { suffixOf } from "../../../shared/domain/registrable.ts";
import { judgeMesh, levelIn } from "../../../shared/domain/verdict/mesh.ts";
import type { HostStanding, MeshVerdict } from "../../../shared/domain/verdict/meshevidence.ts";
import type { Book } from "../book.ts";
import { providerOf } from "../need.ts";
import type { KeptVerdict } from "../tables/verdicts.ts";

export interface Sky extends MeshVerdict {
  readonly hosts: readonly HostStanding[];
}

export function lookUp(book: Book): Sky {
  const hosts = standings(book);
  return { hosts, ...judgeMesh({ hosts, pulses: book.tags.pulses() }, { now: book.now, windows: book.windows }) };
}

/** A name or a zone leaks; a suffix, a provider's addresses and a country's net do not. */
export function blamesNobody(sky: Sky, host: HostStanding | undefined): boolean {
  const level = host && levelIn(sky, host);
  return level === "suffix" || level === "provider" || level === "country";
}

/** Every mirror in every country it was served or judged in, and every canary that was probed. */
function standings(book: Book): readonly HostStanding[] {
  const served = new Map(book.tags.served().map(({ hostname, country, at }) => [`${hostname} ${country}`, at]));
  const judged = new Map(book.verdicts.all().map((kept) => [`${kept.verdict.hostname} ${kept.verdict.country}`, kept]));
  const placeOf = createPlaces(book);
  return [...new Set([...served.keys(), ...judged.keys()])].flatMap((key) => {
    const [hostname = "", country = ""] = key.split(" ");
    const found = placeOf(hostname);
    if (found === undefined) return [];
    const place = { ...found, hostname, country };
    const kept = judged.get(key);
    if (kept?.verdict.state === "burned") {
      // Its zone was lifted since: it is as blocked as it was, and its zone is not.
      if ((kept.clearedAt ?? 0) >= kept.since) return { ...place, state: "unknown" as const, since: kept.since };
      const { cause } = kept.verdict;
      return { ...place, state: "burned" as const, since: kept.since, ...(cause && { cause }) };
    }
    const servedAt = Math.max(served.get(key) ?? 0, reachedAt(kept));
    // Nobody reads at a canary: what a probe found there holds as long as a probe's word does.
    const lately = place.isCanary ? book.windows.probeSeconds : book.windows.weatherSeconds;
    const state = book.now - servedAt <= lately ? ("healthy" as const) : ("unknown" as const);
    return { ...place, state, since: servedAt };
  });
}

/** When a probe last spoke for it. */
function reachedAt(kept: KeptVerdict | undefined): number {
  const { numbers, judgedAt = 0 } = kept?.verdict ?? {};
  return (numbers?.probes.reachable ?? 0) > 0 && numbers?.probes.blocked === 0 ? judgedAt : 0;
}

type Place = Pick<HostStanding, "zone" | "suffix" | "provider" | "batch" | "isCanary">;

/** Undefined for what is retired, and for names of zones that the mesh has no more. */
function createPlaces(book: Book): (hostname: string) => Place | undefined {
  const mesh = book.settings.mesh();
  return (hostname) => {
    const mirror = book.mirrors.find(hostname);
    if (mirror?.state === "retired") return undefined;
    if (mirror !== undefined) {
      // Mirrors that were released together are one unit: one leak takes them all.
      const batch = mirror.batch > 0 ? `${mirror.service} ${mirror.batch}` : hostname;
      const { zone } = mirror;
      return { zone, suffix: suffixOf(zone), provider: providerOf(mirror, mesh), batch, isCanary: false };
    }
    // Only mirrors and canaries are ever judged. A canary's word outlives the wish that it stood in: the zone's is its own.
    const settings = mesh?.zones.find(({ zone }) => zone === zoneOf(hostname));
    if (settings === undefined) return undefined;
    const { zone, account, provider = account } = settings;
    return { zone, suffix: suffixOf(zone), provider, batch: hostname, isCanary: true };
  };
}

/** A mirror and a canary are one label under their zone. */
function zoneOf(hostname: string): string {
  return hostname.slice(hostname.indexOf(".") + 1);
}
