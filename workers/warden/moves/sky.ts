// What single verdicts cannot see: a whole zone blocked, and a country's weather. A dead zone is burned as one; a dead suffix
// or provider is said in every verdict's level, for whoever chooses where to mint next: the blocklist cannot name them.

import { registrableDomain } from "../../../shared/domain/registrable.ts";
import { judgeMesh, levelIn } from "../../../shared/domain/verdict/mesh.ts";
import type { HostStanding, MeshVerdict } from "../../../shared/domain/verdict/meshevidence.ts";
import type { Book } from "../book.ts";
import { providerOf } from "../need.ts";
import type { MirrorRow } from "../tables/mirrors.ts";
import { burn } from "./burn.ts";
import { settle } from "./settle.ts";

export function judgeSky(book: Book): void {
  const hosts = standings(book);
  const sky = judgeMesh({ hosts, pulses: book.tags.pulses() }, { now: book.now, windows: book.windows });
  for (const weather of sky.weather) {
    if (!book.weather.save(weather)) continue;
    book.events.add("weather", { detail: [weather.weather, weather.country].filter(Boolean).join(" ") });
  }
  burnZones(book, sky);
  tellLevels(book, hosts, sky);
  settle(book);
}

function burnZones(book: Book, { dead, weather }: MeshVerdict): void {
  for (const { level, name, country } of dead) {
    const sky = weather.find((one) => one.country === country)?.weather ?? "normal";
    const pattern = `*.${name}`;
    if (level !== "zone" || sky !== "normal") continue;
    if (book.burns.find(pattern, undefined) || book.burns.find(pattern, country === "" ? undefined : country)) continue;
    burn(book, { pattern, cause: "censor", ...(country !== "" && { country }) });
  }
}

function tellLevels(book: Book, hosts: readonly HostStanding[], sky: MeshVerdict): void {
  for (const { verdict } of book.verdicts.all()) {
    const host = hosts.find(({ hostname, country }) => hostname === verdict.hostname && country === verdict.country);
    const level = host && verdict.state === "burned" ? levelIn(sky, host) : verdict.level;
    if (level !== verdict.level) book.verdicts.save({ ...verdict, level });
  }
}

/** Every mirror in every country it was served or judged in, and every canary that was probed. */
function standings(book: Book): readonly HostStanding[] {
  const served = new Map(book.tags.served().map(({ hostname, country, at }) => [`${hostname} ${country}`, at]));
  const judged = new Map(book.verdicts.all().map((kept) => [`${kept.verdict.hostname} ${kept.verdict.country}`, kept]));
  return [...new Set([...served.keys(), ...judged.keys()])].flatMap((key) => {
    const [hostname = "", country = ""] = key.split(" ");
    const wish = book.wishes.ofCanary(hostname);
    const mirror = book.mirrors.find(wish?.hostname ?? hostname);
    if (mirror === undefined || mirror.state === "retired") return [];
    const place = { ...placeOf(book, mirror), hostname, country, isCanary: wish !== undefined };
    const kept = judged.get(key);
    if (kept?.verdict.state === "burned") {
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
function reachedAt(kept: ReturnType<Book["verdicts"]["find"]>): number {
  const { numbers, judgedAt = 0 } = kept?.verdict ?? {};
  return (numbers?.probes.reachable ?? 0) > 0 && numbers?.probes.blocked === 0 ? judgedAt : 0;
}

/** Mirrors that were released together are one unit: one leak takes them all. */
function placeOf(book: Book, mirror: MirrorRow): Pick<HostStanding, "zone" | "suffix" | "provider" | "batch"> {
  const { hostname, zone } = mirror;
  const mesh = book.settings.mesh();
  const domain = registrableDomain(zone);
  return {
    zone,
    suffix: domain.slice(domain.indexOf(".") + 1),
    provider: providerOf(mirror, mesh),
    batch: mirror.batch > 0 ? `${mirror.service} ${mirror.batch}` : hostname,
  };
}
