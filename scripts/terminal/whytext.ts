// Why a mirror is thought what it is thought, for the terminal.

import type { MeshEvent, StandingVerdict, Why, Wish } from "../../shared/wardenapi.ts";
import type { Screen } from "./screen.ts";

type Style = Screen["style"];

export function whyText(why: Why, { style }: Pick<Screen, "style">): string {
  const { mirror, verdicts, standing, blocklist, wishes, weather, events } = why;
  const head = mirror
    ? `${style.bold(why.hostname)} is a mirror of ${mirror.service}: ${mirror.state}, on ${mirror.account}, shown to ${groups(mirror.groups)}.`
    : `${style.bold(why.hostname)} is no mirror of this mesh.`;
  return [
    head,
    ...(verdicts.length === 0 ? ["Nobody has said anything about it, and nobody was seen there."] : []),
    ...verdicts.flatMap((verdict) => verdictLines(verdict, { standing, style })),
    ...blocklist.map(
      ({ pattern, country = "everywhere", cause, at }) =>
        `On the blocklist: ${pattern} (${country}, ${cause}) since ${day(at)}.`,
    ),
    ...wishes.map(wishLine),
    ...weather.map((sky) => `Weather in ${sky.country}: ${sky.weather} since ${day(sky.since)}.`),
    ...(events.length === 0 ? [] : ["", style.dim("What happened"), ...events.map(eventLine)]),
  ].join("\n");
}

interface Telling {
  readonly standing: readonly StandingVerdict[];
  readonly style: Style;
}

function verdictLines(
  { country, state, lines }: Why["verdicts"][number],
  { standing, style }: Telling,
): readonly string[] {
  const colour = { healthy: style.green, suspect: style.yellow, burned: style.red }[state];
  const since = standing.find((one) => one.country === country && one.state === state)?.since;
  const [first = "", ...rest] = lines;
  const when = since === undefined ? "" : style.dim(`  (since ${day(since)})`);
  return ["", `${colour("●")} ${first}${when}`, ...rest.map((line) => `  ${line}`)];
}

function wishLine({ reason, country, dueAt, canary, pattern }: Wish): string {
  const from = country === "" ? "" : ` from ${country}`;
  const why = {
    suspect: "to judge it",
    confirm: "to confirm the last one",
    retest: `to see whether the block${pattern === undefined ? "" : ` of ${pattern}`} was lifted`,
  };
  return `A probe${from} is wished for ${why[reason]}, from ${day(dueAt)} on; its canary is ${canary}.`;
}

function eventLine({ at, event, detail = "" }: MeshEvent): string {
  return `  ${day(at)}  ${event}  ${detail}`.trimEnd();
}

function groups(count: number): string {
  return count === 1 ? "one group" : `${count} groups`;
}

function day(at: number): string {
  return `${new Date(at * 1000).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
