// Each country's weather where it is not, or was lately not, the normal one. In a shutdown no hostname helps.

import type { CountryWeather } from "../../../shared/domain/verdict/meshevidence.ts";

type WeatherRow = {
  readonly country: string;
  readonly weather: string;
  readonly since: number;
  readonly numbers: string;
};

export interface KeptWeather extends CountryWeather {
  readonly since: number;
}

export interface WeatherTable {
  all(): readonly KeptWeather[];
  isNormal(country: string): boolean;
  /** True where the weather changed. */
  save(weather: CountryWeather): boolean;
}

export function createWeather(sql: SqlStorage, now: number): WeatherTable {
  const select = (rest: string, ...values: readonly SqlStorageValue[]): readonly KeptWeather[] =>
    sql
      .exec<WeatherRow>(`SELECT country, weather, since, numbers FROM weather ${rest}`, ...values)
      .toArray()
      .map(({ numbers, since }) => ({ ...(JSON.parse(numbers) as CountryWeather), since }));
  const find = (country: string) => select("WHERE country = ?", country)[0];
  return {
    all: () => select("ORDER BY country"),
    isNormal: (country) => (find(country)?.weather ?? "normal") === "normal",
    save: (weather) => {
      const before = find(weather.country);
      const isSame = (before?.weather ?? "normal") === weather.weather;
      if (before === undefined && isSame) return false;
      const into = "INSERT OR REPLACE INTO weather (country, weather, since, numbers) VALUES (?, ?, ?, ?)";
      const since = isSame ? (before?.since ?? now) : now;
      sql.exec(into, weather.country, weather.weather, since, JSON.stringify(weather));
      return !isSame;
    },
  };
}
