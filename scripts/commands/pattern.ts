// What burn and unburn take: a hostname or `*.zone`, in one spelling. A whole link is taken too, for that is what people
// have at hand when something is blocked.

import { parseHostname } from "../../shared/domain/hostname.ts";
import { Mistake } from "../terminal/mistake.ts";

export function readPattern(text: string): string {
  const bare = /^https?:\/\//i.test(text) ? (URL.parse(text)?.hostname ?? text) : text;
  const isZone = bare.startsWith("*.");
  const hostname = parseHostname(isZone ? bare.slice(2) : bare);
  if (hostname.ok && hostname.value.includes(".")) return isZone ? `*.${hostname.value}` : hostname.value;
  throw new Mistake(`"${text}" is neither a hostname nor *.zone`, {
    next: "Write quiet-harbor.garden-letters.example, or '*.garden-letters.example' in quotes.",
    exitCode: 2,
  });
}

/** Two letters, in capitals. */
export function readCountry(text: string | undefined): string | undefined {
  const country = text?.toUpperCase();
  if (country === undefined || /^[A-Z]{2}$/.test(country)) return country;
  throw new Mistake(`"${text}" is no country code`, { next: "Two letters, such as --country IR.", exitCode: 2 });
}
