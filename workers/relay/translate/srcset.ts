// The srcset grammar (HTML standard, "parse a srcset attribute"): a URL is a run without white space; commas at its end
// close the candidate; descriptors run to the next comma outside parentheses. Only the URLs change.
import type { MapReference } from "./reference.ts";

const SPACE = /[\t\n\f\r ]/;

export function mapSrcset(value: string, map: MapReference): string | undefined {
  let out = "";
  let at = 0;
  while (at < value.length) {
    const start = skip(value, at, (char) => SPACE.test(char) || char === ",");
    const stop = skip(value, start, (char) => !SPACE.test(char));
    let end = stop;
    while (end > start && value[end - 1] === ",") end--;
    const url = value.slice(start, end);
    const next = end < stop ? stop : endOfDescriptors(value, stop);
    out += value.slice(at, start) + (url === "" ? "" : (map(url) ?? url)) + value.slice(end, next);
    at = next;
  }
  return out === value ? undefined : out;
}

function endOfDescriptors(value: string, from: number): number {
  let inParens = false;
  return skip(value, from, (char) => {
    if (char === "(") inParens = true;
    if (char === ")") inParens = false;
    return inParens || char !== ",";
  });
}

function skip(value: string, from: number, passes: (char: string) => boolean): number {
  let at = from;
  while (at < value.length && passes(value.charAt(at))) at++;
  return at;
}
