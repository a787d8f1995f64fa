// The covers that come with Hezar, for the demo and for a first hour. Many zones showing kin of four sites would be a
// mark by itself, so a real zone wants its operator's own folder; `doctor` says so.

import type { CoverSite } from "../../shared/domain/cover.ts";
import { createDraw, type Draw, titleOfZone } from "./draw.ts";
import { bakery } from "./families/bakery.ts";
import { chess } from "./families/chess.ts";
import { garden } from "./families/garden.ts";
import { walking } from "./families/walking.ts";
import { drawLook, renderPage, renderStyle } from "./look.ts";

export const families = { bakery, garden, walking, chess } as const;

/** Deterministic in the zone. `contact` is a mail address, shown as a mailto link on every page. */
export function bundledCover(zone: string, contact: string): CoverSite {
  const draw = createDraw(zone);
  const address = escapeHtml(contact.replace(/^mailto:/, ""));
  const manuscript = families[familyOf(zone, draw)]({ name: escapeHtml(titleOfZone(zone)), contact: address, draw });
  const look = drawLook(draw);
  const page = (path: string, name: string, body: string) => ({
    type: "text/html; charset=utf-8",
    body: renderPage({ path, name, body, manuscript, contact: address, look }),
  });
  return {
    files: {
      ...Object.fromEntries(manuscript.pages.map(({ path, name, html }) => [path, page(path, name, html)])),
      "/style.css": { type: "text/css; charset=utf-8", body: renderStyle(look) },
    },
    notFound: page(
      "",
      "Not found",
      `<h1>Not found</h1>\n<p>There is no such page. <a href="/">To the first page</a></p>`,
    ),
  };
}

/** A zone whose name says what it is gets that family; the rest is drawn. */
function familyOf(zone: string, draw: Draw): keyof typeof families {
  if (/bread|bak(e|ing)|loaf|oven|flour/.test(zone)) return "bakery";
  if (/garden|seed|bloom|orchard|plant/.test(zone)) return "garden";
  if (/walk|trail|footpath|hill/.test(zone)) return "walking";
  if (/chess|rook|pawn/.test(zone)) return "chess";
  return draw.pick(["bakery", "garden", "walking", "chess"]);
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
