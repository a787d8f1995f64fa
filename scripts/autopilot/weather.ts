// A country's weather as the warden's judge sees it. Where it has said nothing, it is normal.

import type { Weather } from "../../shared/domain/verdict/meshevidence.ts";
import type { MeshStatus } from "../../shared/wardenapi.ts";

/** Undefined where new hostnames can help. */
export function badWeather({ weather }: Pick<MeshStatus, "weather">, country: string): Weather | undefined {
  const here = weather.find((one) => one.country === country)?.weather ?? "normal";
  return here === "normal" ? undefined : here;
}
