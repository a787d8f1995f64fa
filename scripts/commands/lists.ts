// `hezar lists`: sealed lists, the way back for readers whose every known mirror is dead. The autopilot publishes them at fixed
// times; `publish` does it now, which whoever watches the files can see.

import { isReachedByReaders } from "../../shared/config/privatehost.ts";
import { ROOT_KEY_ID } from "../../shared/domain/keyring.ts";
import { isListPlace, signListCode } from "../../shared/domain/listcode.ts";
import { createSigner } from "../../shared/domain/signature.ts";
import { systemClock } from "../clock.ts";
import { drawFiles } from "../lists/draw.ts";
import { openPlaces } from "../lists/drivers/open.ts";
import { openLedger } from "../lists/ledger.ts";
import { isPublished, type PlaceResult } from "../lists/publish.ts";
import { publishRound, random } from "../lists/round.ts";
import { isListsDue, nextListsAt } from "../lists/times.ts";
import { seedBytes } from "../mint/keyring.ts";
import { alone } from "../mint/lock.ts";
import { type Operator, openOperator, openWarden } from "../operator/operator.ts";
import type { Call, Run } from "../terminal/commandline.ts";
import { Mistake } from "../terminal/mistake.ts";
import type { Screen } from "../terminal/screen.ts";
import { table } from "../terminal/table.ts";

const ACTIONS = { publish, status, code } as const;
const CODE_DAYS = 30;

export const run: Run = async (call, screen) => {
  const action = Object.hasOwn(ACTIONS, call.operand) ? ACTIONS[call.operand as keyof typeof ACTIONS] : undefined;
  if (action === undefined)
    throw misuse(`"${call.operand}" is nothing to do with lists`, `One of ${Object.keys(ACTIONS).join(", ")}.`);
  if (call.detail !== "" && action !== code) throw misuse(`"${call.detail}" is one word too many`, "Leave it out.");
  return action(await openOperator(call), call, screen);
};

async function publish(operator: Operator, call: Call, screen: Screen): Promise<number> {
  if (operator.config.lists.length === 0) throw noPlaces();
  const places = await openPlaces(operator, { env: screen.env });
  const warden = await openWarden(operator);
  const { keys, state } = operator;
  if (call.has("dry-run")) {
    const now = Math.floor(systemClock.now() / 1000);
    const { files, bytes, lineages, leftOut } = await drawFiles({ warden, keys, now, random });
    const names = new Set(files.map(({ name }) => name));
    const plan = [];
    for (const { id, url } of places) {
      const old = (await openLedger(state.dir).of(url)).names.filter((name) => !names.has(name));
      plan.push({ place: id, url, write: files.length, remove: old.length });
    }
    if (screen.json) screen.data({ lineages, leftOut, bytes, places: plan });
    else {
      screen.out(
        `${files.length} files of ${bytes / 1024} kB: ${lineages} lineages under two weeks' names, and decoys.`,
      );
      const rows = plan.map(({ place, url, write, remove }) => [place, url, write, remove]);
      screen.out(table(["place", "address", "would write", "would remove"], rows, screen.style));
    }
    return 0;
  }
  const { drawn, results } = await screen.step("Publishing sealed lists", (tell) =>
    alone(state.dir, { clock: systemClock }, () =>
      publishRound({
        ...{ stateDir: state.dir, keys, warden, places, clock: systemClock, isOnlyDue: false },
        onFile: (place, written) => tell(`Writing to ${place}: ${written}`),
      }),
    ),
  );
  const isDone = results.every(isPublished);
  const { lineages, leftOut, bytes } = drawn;
  if (screen.json) screen.data({ ok: isDone, lineages, leftOut, bytes, places: results });
  else {
    for (const result of results) screen.out(resultText(result, screen));
    if (leftOut > 0)
      screen.note(`${leftOut} lineages have rosters larger than a list may be: make lineageSize smaller.`);
  }
  return isDone ? 0 : 1;
}

function resultText({ place, url, written, removed, problems }: PlaceResult, { style }: Screen): string {
  const sign = isPublished({ problems }) ? style.green("●") : style.red("✗");
  const gone = removed === 0 ? "" : `, ${removed} old ones removed`;
  const lines = problems.map(
    ({ what, next, isNote }) => `  ${isNote ? style.yellow("!") : style.red("✗")} ${what}\n    ${next}`,
  );
  return [`${sign} ${place} ${style.dim(url)}: ${written} files${gone}`, ...lines].join("\n");
}

async function status({ config, state, keys }: Operator, _call: Call, screen: Screen): Promise<number> {
  const warden = await openWarden({ state, keys });
  const { lists, now } = await warden.status();
  const ledger = openLedger(state.dir);
  const places = await Promise.all(
    config.lists.map(async ({ id, driver, url }) => {
      const { names, publishedAt } = await ledger.of(url);
      return { place: id, driver, url, files: names.length, ...(publishedAt !== undefined && { publishedAt }) };
    }),
  );
  const [isDue, nextAt] = [isListsDue(lists?.publishedAt, now), nextListsAt(now)];
  if (screen.json) {
    screen.data({ ...lists, isDue, nextAt, places });
    return 0;
  }
  if (places.length === 0) throw noPlaces();
  const rows = places.map(({ place, driver, url, files, publishedAt }) => [
    place,
    driver,
    url,
    files,
    timeText(publishedAt),
  ]);
  screen.out(table(["place", "driver", "address", "files", "published"], rows, screen.style));
  screen.out(
    screen.style.dim(
      isDue ? "\nDue now: `hezar watch` or `hezar reconcile` publishes them." : `\nNext at ${timeText(nextAt)}.`,
    ),
  );
  return 0;
}

async function code({ keys, config }: Operator, call: Call, screen: Screen): Promise<number> {
  const { detail: url } = call;
  if (url === "") throw misuse("URL is missing", "hezar lists code https://files.example/lists/");
  if (!isListPlace(url) || !isReachedByReaders(url))
    throw misuse(
      `"${url}" is no place for lists`,
      "An https:// address that ends with /, of at most 200 characters, which readers can reach.",
    );
  const notAfter = Math.floor(systemClock.now() / 1000) + (call.number("days") ?? CODE_DAYS) * 86_400;
  const root = await createSigner(ROOT_KEY_ID, seedBytes(keys.rootSeed));
  const text = await signListCode(url, { notAfter, root });
  const isPublishedTo = config.lists.some((one) => one.url === url);
  if (screen.json) screen.data({ code: text, url, notAfter, isPublishedTo });
  else {
    screen.out(text);
    screen.note(
      screen.errorStyle.dim(
        `\nGood until ${timeText(notAfter)}, for every reader: they paste it where no mirror answers.`,
      ),
    );
  }
  if (!isPublishedTo)
    screen.note(
      `${screen.errorStyle.yellow("!")} The config publishes nothing there yet: add it to \`lists\` and publish.`,
    );
  return 0;
}

function timeText(at: number | undefined): string {
  return at === undefined ? "never" : `${new Date(at * 1000).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

function noPlaces(): Mistake {
  return new Mistake("The config names no place for sealed lists", {
    next: 'Add one, such as "lists": [{ "id": "folder", "driver": "directory", "path": "./lists", "url": "https://files.example/" }], and run `hezar up`.',
  });
}

function misuse(what: string, next: string): Mistake {
  return new Mistake(what, { next, exitCode: 2 });
}
