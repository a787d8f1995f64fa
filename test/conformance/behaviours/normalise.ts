// What may differ between the two sides for no other reason than where they are read: addresses. Everything else must be
// equal to the letter. What the service saw is not judged by this: the site itself has marked any mirror's name in it.

import { READER_WORD } from "../../support/behavioursite/site.ts";
import type { SiteOrigins } from "../../support/behavioursite/visit.ts";

export interface Side {
  readonly origins: SiteOrigins;
  /** Only through a mirror. */
  readonly mirror?: { readonly origin: string; readonly door: string };
}

type Replacement = readonly [from: string | RegExp, to: string];

export function normalise(value: unknown, side: Side): unknown {
  const replacements = [...mirrorWords(side), ...serviceWords(side.origins)];
  const text = replacements.reduce((told, [from, to]) => told.replaceAll(from, to), JSON.stringify(value ?? null));
  return JSON.parse(text) as unknown;
}

/** Longest first: a secondary's place on the mirror begins with the mirror's own address. */
function mirrorWords({ mirror }: Side): readonly Replacement[] {
  if (mirror === undefined) return [];
  const { origin, door } = mirror;
  const { host, hostname } = new URL(origin);
  const socketOrigin = origin.replace(/^http/, "ws");
  return [
    // A secondary's files lie under the door; scripts read them back as absolute addresses or as paths.
    [`${socketOrigin}/${door}/cdn`, "{cdn-ws}"],
    [`${origin}/${door}/cdn`, "{cdn}"],
    [`${origin}/${door}/embed`, "{embed}"],
    [`/${door}/cdn`, "{cdn}"],
    [`/${door}/embed`, "{embed}"],
    [socketOrigin, "{primary-ws}"],
    [origin, "{primary}"],
    [host, "{primary-host}"],
    [hostname, "{primary-name}"],
    // Documents of a secondary live on a label of their own.
    [/http:\/\/[a-z0-9-]+\.[a-z0-9-]+\.localhost:\d+/g, "{embed}"],
  ];
}

function serviceWords(origins: SiteOrigins): readonly Replacement[] {
  return [
    ...(Object.entries(origins) as [string, string][]).flatMap(([name, origin]): readonly Replacement[] => [
      [origin.replace(/^http/, "ws"), `{${name}-ws}`],
      [origin, `{${name}}`],
      [new URL(origin).host, `{${name}-host}`],
      [new URL(origin).hostname, `{${name}-name}`],
    ]),
    [` ${READER_WORD}`, ""],
    // Drawn by the page for each row.
    [/id-[0-9a-f]{12}/g, "{id}"],
    // What `lab.say` packs holds ports.
    [/\/say\/[\w-]+/g, "/say/{said}"],
  ];
}
