// `hezar start`, which `npm start` calls: an edge, a mesh and a service to mirror, all on this machine. Ctrl-C leaves the
// state; the next start takes up the same ports, mirrors and readers.

import { bundleOf, WORKER_NAMES } from "../bundle.ts";
import { systemClock } from "../clock.ts";
import { publishDue } from "../lists/round.ts";
import { alone } from "../mint/lock.ts";
import type { MintProgress } from "../mint/run.ts";
import { bringUp } from "../operator/bringup.ts";
import { shorten } from "../operator/config.ts";
import type { Keys } from "../operator/keys.ts";
import { openOperator } from "../operator/operator.ts";
import { openState, type State } from "../operator/state.ts";
import type { WardenClient } from "../operator/wardenclient.ts";
import { reach } from "../reach.ts";
import { unlessStopped, watchSignals } from "../start/interruption.ts";
import { type Door, openDoor, waitForLinks } from "../start/links.ts";
import { type Local, startLocal } from "../start/local.ts";
import { raiseText } from "../start/raisetext.ts";
import { claimState } from "../start/single.ts";
import { keepUp } from "../start/upkeep.ts";
import { watchMesh } from "../start/watch.ts";
import type { Call, Run } from "../terminal/commandline.ts";
import { Mistake } from "../terminal/mistake.ts";
import { qrCode } from "../terminal/qr.ts";
import type { Screen } from "../terminal/screen.ts";
import { progressText } from "./mint.ts";

const LOOK_MILLISECONDS = 1000;
const LEFTOVER_MILLISECONDS = 250;

export const run: Run = async (call, screen) => {
  const state = openState(call.text("state"));
  await state.make();
  const release = await claimState(state.dir);
  const { signal, forget } = watchSignals();
  let local: Local | undefined;
  try {
    // esbuild works beside everything else; who needs a bundle finds it made. What fails here fails there too, and is told.
    for (const name of WORKER_NAMES) bundleOf(name).catch(() => undefined);
    local = await screen.step("Starting the edge", () => startLocal(state, wishOf(call)));
    await standAndStay(call, { local, state, screen, signal });
    return 0;
  } finally {
    await local?.close();
    await release();
    forget();
    // Stopped while something was still on its way (a mint, a look at a link): it may be left at any step, so it is.
    if (signal.aborted) setTimeout(() => process.exit(), LEFTOVER_MILLISECONDS).unref();
  }
};

interface Standing {
  readonly local: Local;
  readonly state: State;
  readonly screen: Screen;
  readonly signal: AbortSignal;
}

async function standAndStay(call: Call, standing: Standing): Promise<void> {
  const { local, screen, signal } = standing;
  const running = await screen.step("Reading the config", (tell) =>
    unlessStopped(signal, standUp(call, standing, tell)),
  );
  for (const remark of screen.json ? local.remarks : []) screen.note(remark);
  if (screen.json) screen.data(readyData(local, running));
  else screen.out(`${readyText(running, standing)}\n`);
  await Promise.all([
    watchMesh({ warden: running.warden, screen, everyMilliseconds: LOOK_MILLISECONDS, signal }),
    keepUp({ ...running, signal }),
  ]);
  if (!screen.json) screen.note(`\nStopping. ${screen.errorStyle.dim("The next start goes on where this one ends.")}`);
}

interface Running {
  readonly keys: Keys;
  readonly warden: WardenClient;
  readonly beacon: string;
  /** One a service. */
  readonly doors: readonly Door[];
  readonly publishLists: () => Promise<unknown>;
}

function wishOf(call: Call): Parameters<typeof startLocal>[1] {
  return {
    sites: call.texts("service"),
    mirrors: call.number("mirrors"),
    perGroup: call.number("per-group"),
    port: call.number("port"),
    accounts: call.number("accounts"),
    tls: call.text("tls"),
  };
}

async function standUp(call: Call, { state, screen }: Standing, tell: (says: string) => void): Promise<Running> {
  const operator = await openOperator(call);
  const { warden, beacon, minted } = await bringUp(operator, {
    env: screen.env,
    onRaise: (step) => tell(raiseText(step)),
    onMint: (progress: MintProgress) => tell(progressText(progress)),
  });
  const [failure] = minted.failures;
  if (failure !== undefined) {
    throw new Mistake("A mirror could not be minted", { why: failure.what, next: failure.next });
  }
  tell("Asking the beacon for links");
  const doors: Door[] = [];
  for (const { id } of operator.config.services) doors.push(await openDoor(id, { state, warden, beacon, reach }));
  tell("Waiting until the links open");
  const links = doors.flatMap((door) => door.links);
  for (const { hostname } of await waitForLinks(links, reach)) {
    screen.note(`${hostname} does not open its links yet: hezar doctor looks at it.`);
  }
  const publishLists = () =>
    alone(operator.state.dir, { clock: systemClock }, () =>
      publishDue(operator, { env: screen.env, warden, clock: systemClock }),
    );
  return { keys: operator.keys, warden, beacon, doors, publishLists };
}

/** The one line that programs wait for. */
function readyData(
  { edge, accountId, token, censor }: Local,
  { doors, beacon }: Running,
): Readonly<Record<string, unknown>> {
  return {
    ready: true,
    edge: edge.url,
    api: { url: edge.apiUrl, account: accountId, token },
    beacon: doors[0]?.page ?? beacon,
    links: doors.flatMap(({ links }) => links),
    censor: { socks: `socks5://127.0.0.1:${censor.port}`, api: censor.apiUrl },
  };
}

function readyText({ doors }: Running, { local, screen, state }: Standing): string {
  const { style } = screen;
  const link = doors[0]?.links[0]?.url;
  const several = doors.length > 1;
  const places = doors.flatMap(({ page, links }) => {
    const of = several ? ` of ${links[0]?.service ?? ""}` : "";
    return [
      `${style.bold(`A link${of}, for you`)}\n${links[0]?.url ?? "None yet: hezar mint"}`,
      `${style.bold(`The beacon's page${of}, for readers`)}\n${page}`,
    ];
  });
  const code = link !== undefined && screen.watched ? qrCode(link, screen) : undefined;
  return [
    `${style.green("●")} ${style.bold("hezar is up")} ${style.dim(`in ${process.uptime().toFixed(1)} s · state in ${shorten(state.dir)} · Ctrl-C stops, the next start goes on`)}`,
    ...(local.newsroom === undefined
      ? [`${style.yellow("!")} You mirror this for yourself, logins included: give its links to nobody.`]
      : []),
    ...local.remarks.map((remark) => `${style.yellow("!")} ${remark}`),
    ...(code === undefined ? [] : [code]),
    ...places,
    censorText(local, { hostname: doors[0]?.links[0]?.hostname, style }),
    "",
  ].join("\n\n");
}

/** How to see a block from a reader's side. Without the bypass list Chromium goes past a proxy for names of this machine. */
function censorText(
  { censor }: Local,
  { hostname = "HOST", style }: { readonly hostname: string | undefined; readonly style: Screen["style"] },
): string {
  const browser = `chromium --user-data-dir=/tmp/censored --proxy-server=socks5://127.0.0.1:${censor.port} "--proxy-bypass-list=<-loopback>"`;
  return [
    style.bold("To read from behind a censor"),
    browser,
    style.dim(`Open the link in it. Then, here in a second terminal: npx hezar censor block ${hostname} --how drop`),
  ].join("\n");
}
