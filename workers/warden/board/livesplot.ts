// The lives drawn: a row a place, a mark a mirror on one common axis of time. The axis is a square root: the first hours
// matter most and the longest life must still fit. Burned marks are crosses, standing ones rings: no colour is needed.

import { html } from "hono/html";
import type { Html } from "./grid.ts";
import type { Fate, Life, Place } from "./lives.ts";
import type { Words } from "./words.ts";

const WIDTH = 400;
const HEIGHT = 24;
const MARGIN = 8;
const HOUR = 3600;
/** A phone shows so many rows without losing the reader. */
const ROWS_MOST = 12;

export function livesTable(places: readonly Place[], heading: string, words: Words): Html {
  const longest = Math.max(HOUR, ...places.flatMap(({ lives }) => lives.map(({ seconds }) => seconds)));
  const rows = places.slice(0, ROWS_MOST).map(
    ({ name, lives, median }) => html`<tr><th scope="row"><span class="host">${name}</span></th>
      <td>${words.number(lives.length)}</td>
      <td>${median === undefined ? words.noMedian : words.span(median)}</td>
      <td>${strip(lives, longest, words)}</td></tr>`,
  );
  return html`<h3>${heading}</h3><div class="scroll"><table><thead><tr><th scope="col"></th>
    <th scope="col">${words.mirrors}</th><th scope="col">${words.median}</th>
    <th scope="col"><div class="ticks"><span>${words.number(0)}</span><span>${words.span(longest / 4)}</span><span>${words.span(longest)}</span></div></th></tr></thead>
    <tbody>${rows}</tbody></table></div>`;
}

export function livesKey(words: Words): Html {
  const item = (fate: Fate) =>
    html`<li><svg viewBox="0 0 16 16" aria-hidden="true">${mark(fate, { x: 8, y: 8 })}</svg> ${words.marks[fate]}</li>`;
  return html`<ul class="key">${(["burned", "alive", "retired"] as const).map(item)}</ul>`;
}

function strip(lives: readonly Life[], longest: number, words: Words): Html {
  const x = (seconds: number) => MARGIN + Math.sqrt(seconds / longest) * (WIDTH - 2 * MARGIN);
  const said = lives.map(({ seconds, fate }) => `${words.marks[fate]}: ${words.span(seconds)}`).join("; ");
  const marks = lives.map(({ seconds, fate }) => mark(fate, { x: x(seconds), y: HEIGHT / 2 }));
  return html`<svg class="lives" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${said}" preserveAspectRatio="none">
    <line class="axis" x1="${MARGIN}" x2="${WIDTH - MARGIN}" y1="${HEIGHT / 2}" y2="${HEIGHT / 2}"/>${marks}</svg>`;
}

function mark(fate: Fate, { x, y }: { readonly x: number; readonly y: number }): Html {
  const at = (value: number) => value.toFixed(1);
  if (fate === "burned") return html`<path class="burned" d="M${at(x - 4)} ${at(y - 4)}l8 8m0 -8l-8 8"/>`;
  if (fate === "alive") return html`<circle class="alive" cx="${at(x)}" cy="${at(y)}" r="4"/>`;
  return html`<path class="retired" d="M${at(x)} ${at(y - 5)}v10"/>`;
}
