// `hezar doctor`: everything that can be looked at without changing anything. Exit 1 if something is broken.

import { systemClock } from "../clock.ts";
import { ATTEMPTS, checkAccounts } from "../doctor/accounts.ts";
import { checkDesk } from "../doctor/desk.ts";
import { broken, type DoctorFinding } from "../doctor/finding.ts";
import { checkKeeping } from "../doctor/keeping.ts";
import { checkLists } from "../doctor/lists.ts";
import { checkMesh } from "../doctor/mesh.ts";
import { checkMirrors } from "../doctor/mirrors.ts";
import { checkNotify } from "../doctor/notify.ts";
import { checkPlacement } from "../doctor/placement.ts";
import { checkTiers } from "../doctor/tiers.ts";
import { openLedger } from "../lists/ledger.ts";
import { type Operator, openOperator, openWarden } from "../operator/operator.ts";
import { reach } from "../reach.ts";
import type { Run } from "../terminal/commandline.ts";
import { Mistake } from "../terminal/mistake.ts";
import type { Screen } from "../terminal/screen.ts";

export const run: Run = async (call, screen) => {
  const operator = await openOperator(call, { evenIfShared: true });
  const findings = await screen.step("Looking at keys and config", async (tell) => {
    const desk = await checkDesk(operator);
    tell("Asking the accounts");
    const accounts = await orBroken("accounts", () => checkAccounts(operator, screen.env));
    tell("Asking the warden");
    const mesh = await orBroken("warden", () => checkRunning(operator, (hostname) => tell(`Looking at ${hostname}`)));
    return [...desk, ...checkNotify(operator, screen.env), ...accounts, ...mesh];
  });
  const isBroken = findings.some(({ level }) => level === "broken");
  if (screen.json) screen.data({ ok: !isBroken, findings });
  else screen.out(findingsText(findings, screen));
  return isBroken ? 1 : 0;
};

async function checkRunning(
  operator: Operator,
  onMirror: (hostname: string) => void,
): Promise<readonly DoctorFinding[]> {
  const warden = await openWarden(operator, { attempts: ATTEMPTS });
  const status = await warden.status();
  return [
    ...checkMesh(status, operator.config),
    ...checkKeeping(status, operator.config),
    ...checkPlacement(status, operator.config),
    ...checkTiers(status, operator.config),
    ...(await checkLists(status, operator.config, {
      ledger: openLedger(operator.state.dir),
      reach,
      clock: systemClock,
    })),
    ...(await checkMirrors(status, { warden, keys: operator.keys, reach, onMirror })),
  ];
}

/** What stops one kind of check is a finding of its own, and the other kinds go on. */
async function orBroken(
  about: string,
  check: () => Promise<readonly DoctorFinding[]>,
): Promise<readonly DoctorFinding[]> {
  try {
    return await check();
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    return [broken(about, [error.message, error.why].filter(Boolean).join(": "), error.next ?? "")];
  }
}

function findingsText(findings: readonly DoctorFinding[], { style }: Screen): string {
  const signs = { fine: style.green("✓"), note: style.yellow("!"), broken: style.red("✗") } as const;
  const width = Math.max(...findings.map(({ about }) => about.length));
  const lines = findings.map(({ level, about, says, next }) => {
    const line = `${signs[level]} ${about.padEnd(width)}  ${says}`;
    return next === undefined ? line : `${line}\n  ${" ".repeat(width)}  ${style.dim(next)}`;
  });
  const count = (level: DoctorFinding["level"]) => findings.filter((finding) => finding.level === level).length;
  const sum = `${count("fine")} fine, ${count("note")} to note, ${count("broken")} broken`;
  return `${lines.join("\n")}\n\n${sum}`;
}
