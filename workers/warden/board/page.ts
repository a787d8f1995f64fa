// The mesh on a page for the operator at night: what stands, what is wrong, what happened, what it costs, how long mirrors
// live. Drawn by the warden itself, without a script and without anything from elsewhere; it fetches itself anew.

import { html, raw } from "hono/html";
import type { MirrorState } from "../../../shared/domain/mirror.ts";
import { type AccountQuota, isStanding, type MeshStatus } from "../../../shared/wardenapi.ts";
import { grid, type Html } from "./grid.ts";
import { livesBy } from "./lives.ts";
import { livesKey, livesTable } from "./livesplot.ts";
import { BOARD_PATH } from "./session.ts";
import { STYLE } from "./style.ts";
import type { Words } from "./words.ts";

const REFRESH_SECONDS = 30;
const STATES: readonly MirrorState[] = ["live", "suspect", "reserve", "minting", "burned"];
/** From here on a quota is a worry. */
const HIGH = 0.8;

export function boardPage(status: MeshStatus, words: Words): Html {
  return html`<!doctype html>
<html lang="${words.language}" dir="${words.direction}"><head><meta charset="utf-8"><title>${words.title}</title>
<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">
<meta http-equiv="refresh" content="${REFRESH_SECONDS}"><style>${raw(STYLE)}</style></head>
<body><header><h1>${words.title}</h1><p>${words.asOf} ${words.time(status.now)} UTC · ${steering(status, words)}</p>
<a href="${BOARD_PATH}?lang=${words.other.language}" lang="${words.other.language}">${words.other.name}</a>
<form method="post" action="${BOARD_PATH}/leave"><button>${words.leave}</button></form></header>
<main>${weather(status, words)}
<section><h2>${words.mirrors}</h2>${tiles(status, words)}</section>
<section><h2>${words.grid}</h2><p class="hint">${words.gridHint}</p>${grid(status, words)}</section>
<section><h2>${words.lives}</h2><p class="hint">${words.livesHint}</p>${livesTable(livesBy("zone", status), words.byZone, words)}
${livesTable(livesBy("account", status), words.byAccount, words)}${livesKey(words)}</section>
<section><h2>${words.quota}</h2>${status.quota.map((quota) => quotaBar(quota, words))}</section>
<section><h2>${words.events}</h2>${story(status, words)}</section></main></body></html>`;
}

function steering({ lease }: MeshStatus, words: Words): string {
  return lease === undefined ? words.nobodySteers : `${words.steeredBy} ${words.time(lease.until)} UTC`;
}

function weather({ weather: countries }: MeshStatus, words: Words): Html {
  const bad = countries.flatMap(({ country, weather: kind }) => (kind === "normal" ? [] : [{ country, kind }]));
  return html`${bad.map(({ country, kind }) => html`<section class="weather" role="alert"><b>${words.country(country)}</b> ${words.weather[kind]}</section>`)}`;
}

function tiles({ mirrors, orders, wishes, now }: MeshStatus, words: Words): Html {
  const counts = STATES.map((state) => ({
    name: words.states[state],
    state,
    count: mirrors.filter((one) => one.state === state).length,
  }));
  const waiting = orders.filter(isStanding).length;
  const due = wishes.filter(({ dueAt }) => dueAt <= now).length;
  const more = [
    { name: words.orders, state: "", count: waiting },
    { name: words.wishes, state: "", count: due },
  ];
  return html`<ul class="tiles">${[...counts, ...more].map(({ name, state, count }) => html`<li class="${state}"><b>${words.number(count)}</b>${name}</li>`)}</ul>`;
}

function quotaBar({ account, writesToday, writesPerDay, unpublished }: AccountQuota, words: Words): Html {
  const part = Math.min(1, writesToday / Math.max(1, writesPerDay));
  const waiting = unpublished === 0 ? "" : ` · ${words.number(unpublished)} ${words.behind}`;
  return html`<div><span class="host">${account}</span>: ${words.number(writesToday)} / ${words.number(writesPerDay)} ${words.writes} (${words.percent(part)})${waiting}
<div class="bar" aria-hidden="true"><i class="${part >= HIGH ? "high" : ""}" style="width:${(part * 100).toFixed(1)}%"></i></div></div>`;
}

function story({ events }: MeshStatus, words: Words): Html {
  if (events.length === 0) return html`<p class="hint">${words.noEvents}</p>`;
  const lines = events.toReversed().map(({ at, event, hostname, service, detail }) => {
    const about = [hostname ?? service, detail].filter(Boolean).join(" · ");
    const machine = new Date(at * 1000).toISOString();
    return html`<li><time datetime="${machine}">${words.time(at)}</time><b>${words.event[event]}</b><span><span class="host">${about}</span></span></li>`;
  });
  return html`<ol class="story">${lines}</ol>`;
}
