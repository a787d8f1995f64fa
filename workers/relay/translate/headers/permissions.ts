// Permissions-Policy, and Feature-Policy before it: which origins may use what the page may. Origins that have documents
// here are named by the labels on which these stand; others have no frame that could use anything.

import type { PolicyPlace } from "./policysources.ts";

/** `camera=(self "https://cdn.example"), geolocation=()`, a dictionary of RFC 8941. */
export function mapPermissionsPolicy(value: string, options: PolicyPlace): string {
  return value.replace(/(=?)"([^"\\]*)"/g, (_, alone: string, text: string) => {
    const origin = documentOrigin(text, options);
    // One bad item would void the whole header and allow everything.
    return origin === undefined ? alone && "=()" : `${alone}"${origin}"`;
  });
}

/** `camera 'self' https://cdn.example; geolocation 'none'` */
export function mapFeaturePolicy(value: string, options: PolicyPlace): string {
  return value.replace(/\bhttps?:\/\/[^\s;,]+/gi, (origin) => documentOrigin(origin, options) ?? "");
}

/** Where the documents of an origin are on this mirror. */
function documentOrigin(text: string, { service, place }: PolicyPlace): string | undefined {
  const origin = URL.parse(text)?.origin;
  if (origin === service.primary) return place.origin;
  const secondary = service.secondaries.find((one) => one.origin === origin);
  return secondary && place.siblings?.[secondary.alias]?.origin;
}
