// What single verdicts cannot see: a whole zone blocked, and a country's weather. A dead zone is burned as one; a dead suffix
// or provider is said in every verdict's level and in the mesh's status, for whoever chooses where to mint next: the blocklist
// cannot name them. What lies under those blames nobody.

import { levelIn } from "../../../shared/domain/verdict/mesh.ts";
import type { MeshVerdict } from "../../../shared/domain/verdict/meshevidence.ts";
import type { Book } from "../book.ts";
import { burn } from "./burn.ts";
import { blamesNobody, lookUp, type Sky } from "./reach.ts";
import { planZones } from "./retest.ts";
import { settle } from "./settle.ts";

export function judgeSky(book: Book): void {
  const sky = lookUp(book);
  for (const weather of sky.weather) {
    if (!book.weather.save(weather)) continue;
    book.events.add("weather", { detail: [weather.weather, weather.country].filter(Boolean).join(" ") });
  }
  burnZones(book, sky);
  tellLevels(book, sky);
  planZones(book);
  settle(book);
}

function burnZones(book: Book, sky: Sky): void {
  for (const { level, name, country } of sky.dead) {
    const pattern = `*.${name}`;
    if (level !== "zone" || !isNormal(sky, country)) continue;
    if (book.burns.find(pattern, undefined) || book.burns.find(pattern, country === "" ? undefined : country)) continue;
    const place = sky.hosts.find((host) => host.zone === name && host.country === country);
    burn(book, { pattern, cause: "censor", ...(country !== "" && { country }) }, { isWide: blamesNobody(sky, place) });
  }
}

function isNormal({ weather }: MeshVerdict, country: string): boolean {
  return (weather.find((one) => one.country === country)?.weather ?? "normal") === "normal";
}

function tellLevels(book: Book, sky: Sky): void {
  const hosts = new Map(sky.hosts.map((host) => [`${host.hostname} ${host.country}`, host]));
  for (const { verdict } of book.verdicts.all()) {
    const host = hosts.get(`${verdict.hostname} ${verdict.country}`);
    const level = host && verdict.state === "burned" ? levelIn(sky, host) : verdict.level;
    if (level !== verdict.level) book.verdicts.save({ ...verdict, level });
  }
}
