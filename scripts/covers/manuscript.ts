// What a family of covers writes; the look around it is drawn in look.ts.

import type { Draw } from "./draw.ts";

export interface Manuscript {
  readonly title: string;
  readonly tagline: string;
  /** The first page's path is "/". */
  readonly pages: readonly { readonly path: string; readonly name: string; readonly html: string }[];
}

/** `name` and `contact` come HTML-escaped. */
export type Family = (options: { readonly name: string; readonly contact: string; readonly draw: Draw }) => Manuscript;
