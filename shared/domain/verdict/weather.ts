// National weather: everything in a country drops at once. Then no new hostname helps and nobody is to blame: say so, stop
// minting there, go on when it is over.
//   shutdown   readers are gone from the whole mesh, and no probe there reaches even its control host
//   whitelist  probes reach their control host, but no mirror of any provider is reachable any more

import { poissonTail } from "./chance.ts";
import { isCensored } from "./levels.ts";
import type { CountryPulse, CountryWeather, HostStanding, MeshEvidence, Weather } from "./meshevidence.ts";
import type { Windows } from "./windows.ts";

const WRONG_RATE = 1e-4;
/** People read less on some days; a country that is off the net does not read at all. */
const GONE_SHARE = 0.1;
const LEAST_BURNED = 3;
/** All mirrors of one provider are that provider's block. */
const LEAST_PROVIDERS = 2;

export interface WeatherOptions {
  readonly now: number;
  readonly windows: Windows;
}

export function countryWeather({ hosts, pulses }: MeshEvidence, options: WeatherOptions): readonly CountryWeather[] {
  const countries = new Set([...hosts.map(({ country }) => country), ...pulses.map(({ country }) => country)]);
  return [...countries].sort().map((country) => {
    const own = hosts.filter((host) => host.country === country);
    const pulse = pulses.find((one) => one.country === country) ?? { country, seen: 0, usual: 0, probesWithControl: 0 };
    const alive = own.filter(({ state }) => state === "healthy").length;
    const fallen = own.filter((host) => fellLately(host, options));
    return {
      country,
      weather: nameWeather({ pulse, alive, fallen }),
      burned: fallen.length,
      alive,
      seen: pulse.seen,
      usual: pulse.usual,
    };
  });
}

interface Sky {
  readonly pulse: CountryPulse;
  readonly alive: number;
  readonly fallen: readonly HostStanding[];
}

function nameWeather({ pulse, alive, fallen }: Sky): Weather {
  const areAllGone = areReadersGone(pulse);
  const hasNet = pulse.probesWithControl > 0;
  if (areAllGone && !hasNet) return "shutdown";
  const providers = new Set(fallen.map(({ provider }) => provider)).size;
  const haveAllFallen = fallen.length >= LEAST_BURNED && providers >= LEAST_PROVIDERS;
  return hasNet && alive === 0 && (areAllGone || haveAllFallen) ? "whitelist" : "normal";
}

/** Where few read on an ordinary day, nobody can be missed. */
function areReadersGone({ seen, usual }: CountryPulse): boolean {
  return seen <= usual * GONE_SHARE && poissonTail(seen, usual) < WRONG_RATE;
}

/** What providers took down is to be replaced at once, and no reason to rest. */
function fellLately(host: HostStanding, { now, windows }: WeatherOptions): boolean {
  return host.state === "burned" && isCensored(host) && now - host.since <= windows.weatherSeconds;
}
