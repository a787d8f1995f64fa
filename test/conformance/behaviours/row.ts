// How to add a row.
//
// A row is one behaviour of a page. It holds no expected result: it runs at the service's own address and through a mirror,
// and what it returns (JSON) must be equal, after `normalise.ts` has written both sides' addresses as tokens.
//
//   run     runs in a page of the service, as a script of the service. It is sent there as text: it may use `lab`
//           (lab.ts), its `given` and the page's globals, nothing imported and nothing of its module. Addresses it builds
//           are the service's (`lab.cdn + "/echo"`), as a service's script would write them.
//   markup  a document of its own, framed for `run`'s third argument; `{primary}`, `{cdn}`, `{embed}` stand for origins.
//   drive   runs in the test with a tab of its own, for what a page cannot see of itself: navigations, downloads, popups.
//           `at` is the primary's address on this side: open pages by it, as a reader's address bar would.
//   differs  the two sides may not agree here: the reason, and the value the mirror must give.
//
// Where the sides should agree and do not yet, `gaps.ts` says so; such a row fails once it is mended, so that the mark goes.
// `HEZAR_BEHAVIOURS=folder npx vitest run --project node test/conformance/behaviours.test.ts` keeps both sides' values of every
// row; `-t "^cookies "` runs one topic.
//
// A value that cannot tell right from wrong is no row: return what the service saw (`lab.hit().seen()`), what the page
// reads, and where both matter, both. A row fails if it throws at the service's own address.

import type { BrowserContext, Page } from "playwright-core";
import type { SiteOrigins } from "../../support/behavioursite/visit.ts";
import type { Lab } from "./lab.ts";

export interface Tab {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Where the primary is read on this side, without a trailing slash. */
  readonly at: string;
  /** Addresses as the service writes them. */
  readonly origins: SiteOrigins;
  /** The path of this row's `markup`. */
  readonly path: string;
  /** A name for a hit, new for each run. */
  readonly id: string;
  /** As the lab's: an address that answers as described. */
  readonly say: Lab["say"];
}

export interface Row<Given = unknown> {
  readonly title: string;
  readonly given?: Given;
  readonly markup?: string;
  readonly run?: (lab: Lab, given: Given, view: View) => unknown;
  readonly drive?: (tab: Tab, given: Given) => Promise<unknown>;
  readonly differs?: { readonly reason: string; readonly value: unknown };
}

export type View = Window & typeof globalThis;

export interface Topic {
  readonly name: string;
  readonly rows: readonly Row[];
}

/** One row, its `given` typed from what is given. */
export function row<Given>(one: Row<Given>): Row {
  return one as Row;
}

/** The same behaviour over several givens. */
export function rows<Given>(
  givens: readonly Given[],
  one: (given: Given) => Omit<Row<Given>, "given">,
): readonly Row[] {
  return givens.map((given) => row<Given>({ ...one(given), given }));
}
