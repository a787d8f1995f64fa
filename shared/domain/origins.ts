// The origins of a service, and how they look from one of them: on the mirror the primary is at `/`, on a sibling label a
// framed secondary is, with the primary among the others.

export interface Secondary {
  readonly alias: string;
  /** `https://cdn.example`, or `https://*.cdn.example` for every host below it. */
  readonly origin: string;
  /** Reached through the private network of a local mesh. */
  readonly private?: boolean | undefined;
  /** Its documents are shown, on the sibling label of its mirror. */
  readonly frame?: boolean | undefined;
}

export interface ServiceOrigins {
  /** An origin without a trailing slash: `https://news.example`. */
  readonly primary: string;
  /** Of the primary, as of a secondary. */
  readonly private?: boolean | undefined;
  readonly secondaries: readonly Secondary[];
}

/** The primary's alias on a sibling's pages. No operator's alias can be this: theirs begin with a letter. */
export const PRIMARY_ALIAS = "0";

/** The same service as it stands on the sibling label of `alias`: that secondary at `/`, the primary beside the others. */
export function viewFrom<Service extends ServiceOrigins>(service: Service, alias: string): Service {
  const root = service.secondaries.find((one) => one.alias === alias);
  if (root === undefined) return service;
  const primary = { alias: PRIMARY_ALIAS, origin: service.primary, private: service.private, frame: true };
  const others = service.secondaries.filter((one) => one !== root);
  return { ...service, primary: root.origin, private: root.private, secondaries: [primary, ...others] };
}

/** Whether the origin stands for every host below its suffix. */
export function isWildcard({ origin }: Pick<Secondary, "origin">): boolean {
  return origin.includes(`//${WILDCARD}`);
}

export const WILDCARD = "*.";
