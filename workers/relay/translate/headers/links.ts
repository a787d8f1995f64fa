// The Link header (RFC 8288): addresses of ours are mapped, hints to connect elsewhere and links whose loading would
// leave the mirror are dropped.
import type { TranslateContext } from "../context.ts";
import type { MapReference } from "../reference.ts";
import { mapSrcset } from "../srcset.ts";

const LEAKING = new Set(["preconnect", "dns-prefetch", "prerender"]);
const LOADING = new Set([
  "preload",
  "modulepreload",
  "prefetch",
  "stylesheet",
  "icon",
  "manifest",
  "compression-dictionary",
]);

export function mapLinkHeader(value: string, context: TranslateContext): string | undefined {
  const kept = splitLinks(value).flatMap((link) => mapLink(link, context) ?? []);
  return kept.length > 0 ? kept.join(", ") : undefined;
}

function mapLink(link: string, { map, upstream }: TranslateContext): string | undefined {
  const match = /^\s*<([^>]*)>(.*)$/s.exec(link);
  if (!match) return undefined;
  const tokens = kindsIn(match[2] ?? "");
  if (tokens.some((token) => LEAKING.has(token))) return undefined;
  const absolute = URL.parse(match[1] ?? "", upstream.url)?.href;
  const mapped = absolute === undefined ? undefined : map.toMirror(absolute, upstream.url);
  if (mapped === undefined) return tokens.some((token) => LOADING.has(token)) ? undefined : link.trim();
  return `<${mapped}>${mapImageSet(match[2] ?? "", (reference) => map.toMirror(reference, upstream.url))}`;
}

/** Every `rel` that any parser might find: no CSP stops a preconnect, so one that hides behind a title's quotes counts too. */
function kindsIn(parameters: string): readonly string[] {
  const text = parameters.replaceAll("\\", "").toLowerCase();
  const found = text.matchAll(/(?=;\s*rel\s*=\s*(?:"([^"]*)|([^\s;,"]+)))/g);
  return [...found].flatMap(([, quoted, bare]) => (quoted ?? bare ?? "").split(/\s+/));
}

/** The pictures of a preload, one of which is loaded instead of the link's own address. */
function mapImageSet(parameters: string, map: MapReference): string {
  return parameters.replace(/(;\s*imagesrcset\s*=\s*")([^"]*)"/gi, (_, head: string, set: string) => {
    return `${head}${mapSrcset(set, map) ?? set}"`;
  });
}

/** At commas outside `<…>` and quotes. */
function splitLinks(value: string): string[] {
  const links: string[] = [];
  let from = 0;
  let closing = "";
  for (let at = 0; at < value.length; at++) {
    const char = value.charAt(at);
    if (closing !== "") {
      if (closing === '"' && char === "\\") at++;
      else if (char === closing) closing = "";
    } else if (char === "<") closing = ">";
    else if (char === '"') closing = '"';
    else if (char === ",") {
      links.push(value.slice(from, at));
      from = at + 1;
    }
  }
  return [...links, value.slice(from)];
}
