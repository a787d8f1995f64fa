// What probes found, for the terminal.

import type { Blocking, ProbeResult } from "../../shared/domain/verdict/evidence.ts";
import type { ProbesAnswer } from "../../shared/wardenapi.ts";
import type { Screen } from "./screen.ts";
import { table } from "./table.ts";

const SAYS: Readonly<Record<Blocking, string>> = {
  dns: "its name does not resolve, or to somewhere else",
  tcp: "no connection to its address",
  "tls-sni": "the connection ends once it names the host (TLS)",
  "http-host": "the connection ends once it names the host (HTTP)",
  blockpage: "another page answers in its place",
  throttled: "it stops in the middle of the page",
  none: "reachable",
  down: "broken at the provider or at us: no censor",
};

export function probeText(
  results: readonly ProbeResult[],
  answer: ProbesAnswer | undefined,
  { style }: Screen,
): string {
  const rows = results.map((result) => {
    const isSaying = result.control === "ok";
    const sign = !isSaying ? style.yellow("?") : isBlocked(result) ? style.red("✕") : style.green("✓");
    const says = isSaying ? SAYS[result.blocking] : "the control host fails too: this proves nothing";
    return [`${sign} ${result.hostname}`, says, result.failure ?? ""];
  });
  const blocked = results.filter(isBlocked).length;
  const sum = `${results.length} looked at, ${blocked} blocked from here.`;
  const told =
    answer && `The warden took ${answer.taken}${answer.leftOut > 0 ? ` and left ${answer.leftOut} out` : ""}.`;
  const once = blocked > 0 ? ["A block counts once a second probe, some minutes later, finds it again."] : [];
  return [
    table(["mirror", "from here", "failure"], rows, style),
    "",
    [sum, told].filter(Boolean).join(" "),
    ...once,
  ].join("\n");
}

/** Blocked from there, as far as one look can say. */
export function isBlocked({ blocking, control }: ProbeResult): boolean {
  return control === "ok" && blocking !== "none" && blocking !== "down";
}
