// The attributes of HTML and SVG that hold addresses, by the kind of text that holds them. One list for the relay, which maps
// them in pages, and for the shim, which maps them where scripts write them; on which elements they count each says itself.

/** One address. */
export const URL_ATTRIBUTES: ReadonlySet<string> = new Set(
  "src href action formaction poster background manifest data codebase longdesc lowsrc xlink:href".split(" "),
);
/** Candidates of a picture, each with a width or a density. */
export const SRCSET_ATTRIBUTES: ReadonlySet<string> = new Set(["srcset", "imagesrcset"]);
/** Addresses between spaces, told of what a reader does. */
export const LIST_ATTRIBUTES: ReadonlySet<string> = new Set(["ping", "attributionsrc"]);
/** A style, or a presentation attribute of SVG with url(…). */
export const CSS_ATTRIBUTES: ReadonlySet<string> = new Set(
  "style fill stroke filter mask clip-path cursor marker-start marker-mid marker-end".split(" "),
);
