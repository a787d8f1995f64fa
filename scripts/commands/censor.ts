// `hezar censor`: the hand on the demo's censor. It changes nothing in the mesh: what readers lose, the mesh has to find out.

import * as v from "valibot";
import type { Seen } from "../demo/censor/middlebox.ts";
import { HOWS, type How, type Rule } from "../demo/censor/rule.ts";
import { shorten } from "../operator/config.ts";
import { openState } from "../operator/state.ts";
import type { Call, Run } from "../terminal/commandline.ts";
import { Mistake } from "../terminal/mistake.ts";
import type { Screen } from "../terminal/screen.ts";
import { table } from "../terminal/table.ts";
import { readPattern } from "./pattern.ts";

const ACTIONS = ["block", "lift", "list", "wire"] as const;
const DEFAULT_HOW: How = "nxdomain";

export const run: Run = async (call, screen) => {
  const action = ACTIONS.find((one) => one === call.operand);
  if (action === undefined) throw misuse(`"${call.operand}" is nothing a censor does`, `One of ${ACTIONS.join(", ")}.`);
  const isAboutOne = action === "block" || action === "lift";
  if (!isAboutOne && call.detail !== "")
    throw misuse(`"${call.detail}" is one word too many`, `hezar censor ${action}`);
  const pattern = isAboutOne ? readTarget(call) : "";
  const ask = await openCensorApi(call);
  if (action === "block") return block(readRule(pattern, call), ask, screen);
  if (action === "lift") return lift(pattern, ask, screen);
  return action === "list" ? list(ask, screen) : wire(ask, screen);
};

type Ask = <T>(method: "GET" | "PUT" | "DELETE", path: string, body?: unknown) => Promise<T>;

async function block(rule: Rule, ask: Ask, screen: Screen): Promise<number> {
  const answer = await ask("PUT", "/rules", rule);
  if (screen.json) screen.data(answer);
  else screen.out(`The censor blocks ${screen.style.bold(rule.pattern)}: ${describe(rule)}.`);
  return 0;
}

async function lift(pattern: string, ask: Ask, screen: Screen): Promise<number> {
  const answer = await ask<{ lifted: boolean }>("DELETE", `/rules?pattern=${encodeURIComponent(pattern)}`);
  if (screen.json) screen.data(answer);
  else screen.out(answer.lifted ? `The censor lets ${pattern} through again.` : `No rule blocks ${pattern}.`);
  return 0;
}

async function list(ask: Ask, screen: Screen): Promise<number> {
  const answer = await ask<{ rules: readonly Rule[] }>("GET", "/rules");
  if (screen.json) screen.data(answer);
  else if (answer.rules.length === 0) screen.out("The censor blocks nothing.");
  else
    screen.out(
      table(
        ["blocked", "how"],
        answer.rules.map((rule) => [rule.pattern, describe(rule)]),
        screen.style,
      ),
    );
  return 0;
}

async function wire(ask: Ask, screen: Screen): Promise<number> {
  const answer = await ask<{ seen: readonly Seen[] }>("GET", "/wire");
  if (screen.json) screen.data(answer);
  else if (answer.seen.length === 0) screen.out("Nobody has come through the censor yet.");
  else
    screen.out(
      table(
        ["when", "name", "done to it"],
        answer.seen.map(({ at, name, how }) => [new Date(at).toISOString(), name, how ?? ""]),
        screen.style,
      ),
    );
  return 0;
}

function describe({ how, kilobytes, residualSeconds }: Rule): string {
  const amount = kilobytes === undefined ? "" : ` (${kilobytes} kB${how === "throttle" ? " a second" : ""})`;
  return `${how}${amount}${residualSeconds === undefined ? "" : `, ${residualSeconds} s residual`}`;
}

function readTarget({ operand, detail }: Call): string {
  if (detail === "") throw misuse("HOST is missing", `hezar censor ${operand} HOST`);
  return detail === "*" ? detail : readPattern(detail);
}

function readRule(pattern: string, call: Call): Rule {
  const given = call.text("how") ?? DEFAULT_HOW;
  const how = HOWS.find((one) => one === given);
  if (how === undefined) throw misuse(`"${given}" is no way to block`, `One of ${HOWS.join(", ")}.`);
  const kilobytes = call.number("kilobytes");
  const residualSeconds = call.number("residual");
  return {
    ...{ pattern, how },
    ...(kilobytes === undefined ? {} : { kilobytes }),
    ...(residualSeconds === undefined ? {} : { residualSeconds }),
  };
}

async function openCensorApi(call: Call): Promise<Ask> {
  const state = openState(call.text("state"));
  const { local } = await state.mesh();
  const port = local?.censor?.apiPort;
  const gone = (cause?: unknown) =>
    new Mistake("No censor runs here", {
      why: `none answers for ${shorten(state.dir)}`,
      next: "hezar start runs one; name its state directory with --state DIR.",
      cause,
    });
  if (port === undefined) throw gone();
  return async <T>(method: string, path: string, body?: unknown) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch((cause: unknown) => {
      throw gone(cause);
    });
    const json: unknown = await answer.json();
    if (answer.ok) return json as T;
    const refused = v.safeParse(v.object({ error: v.string() }), json);
    throw new Mistake("The censor refuses", { why: refused.success ? refused.output.error : `HTTP ${answer.status}` });
  };
}

function misuse(what: string, next: string): Mistake {
  return new Mistake(what, { next, exitCode: 2 });
}
