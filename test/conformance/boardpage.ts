// The warden's page as a person sees it: what stands in its tiles, grid, bars, plot and story, where it was drawn, and how far
// each text's colour is from what lies behind it (WCAG's contrast).

import type { Page } from "playwright-core";

export interface BoardPage {
  readonly direction: string;
  readonly isDark: boolean;
  /** The least contrast of any text on the page. */
  readonly contrast: number;
  readonly tiles: readonly { readonly name: string; readonly count: string }[];
  readonly countries: readonly string[];
  readonly grid: readonly { readonly hostname: string; readonly cells: readonly string[] }[];
  readonly bars: readonly { readonly says: string; readonly filled: number; readonly beginsAtStart: boolean }[];
  readonly lives: readonly { readonly place: string; readonly marks: readonly Mark[] }[];
  /** Newest first. */
  readonly story: readonly { readonly at: string; readonly event: string; readonly about: string }[];
}

export interface Mark {
  readonly fate: string;
  /** 0–1, from where a line of text begins. */
  readonly place: number;
}

export function readBoard(page: Page): Promise<BoardPage> {
  return page.evaluate(() => {
    const all = (selector: string, under: ParentNode = document) => [...under.querySelectorAll<HTMLElement>(selector)];
    const text = (element: Element | null | undefined) => element?.textContent?.replace(/\s+/g, " ").trim() ?? "";
    const isRtl = document.dir === "rtl";
    const fromStart = (inner: DOMRect, outer: DOMRect) =>
      isRtl ? outer.right - (inner.left + inner.right) / 2 : (inner.left + inner.right) / 2 - outer.left;

    const channels = (colour: string) => [...colour.matchAll(/[\d.]+/g)].map(([number]) => Number(number));
    const luminance = (colour: string) => {
      const [red = 0, green = 0, blue = 0] = channels(colour).map((channel) => {
        const part = channel / 255;
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const behind = (element: Element): string => {
      const colour = getComputedStyle(element).backgroundColor;
      const isClear = (channels(colour)[3] ?? 1) === 0;
      return isClear && element.parentElement !== null ? behind(element.parentElement) : colour;
    };
    const contrast = (element: Element) => {
      const [ink, paper] = [luminance(getComputedStyle(element).color), luminance(behind(element))];
      return (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
    };
    const hasText = (element: Element) =>
      [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.nodeValue?.trim() !== "");

    const grid = all("table").find((table) => table.querySelector("td.sign") !== null);
    return {
      direction: document.dir,
      isDark: luminance(behind(document.body)) < 0.2,
      contrast: Math.min(...all("body *").filter(hasText).map(contrast)),
      tiles: all(".tiles li").map((tile) => {
        const count = text(tile.querySelector("b"));
        return { count, name: text(tile).slice(count.length) };
      }),
      countries: grid === undefined ? [] : all("thead th", grid).slice(1).map(text),
      grid: all("tbody tr", grid).map((row) => ({
        hostname: text(row.querySelector("th")),
        cells: all("td", row).map(text),
      })),
      bars: all(".bar").map((bar) => {
        const outer = bar.getBoundingClientRect();
        const inner = bar.querySelector("i")?.getBoundingClientRect() ?? outer;
        const gap = isRtl ? outer.right - inner.right : inner.left - outer.left;
        return {
          says: text(bar.parentElement),
          filled: inner.width / outer.width,
          beginsAtStart: Math.abs(gap) < 1,
        };
      }),
      lives: all("svg.lives").map((strip) => {
        const outer = strip.getBoundingClientRect();
        const marks = all(".burned, .alive, .retired", strip).map((mark) => ({
          fate: mark.getAttribute("class") ?? "",
          place: fromStart(mark.getBoundingClientRect(), outer) / outer.width,
        }));
        return { place: text(strip.closest("tr")?.querySelector("th")), marks };
      }),
      story: all("ol.story li").map((line) => ({
        at: line.querySelector("time")?.dateTime ?? "",
        event: text(line.querySelector("b")),
        about: text(line.querySelector("span")),
      })),
    };
  });
}
