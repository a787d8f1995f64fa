// One run: a mesh is raised while everything goes wrong, lives through burns and readers and vandals, then the storm ends
// and it must come to rest. Two machines steer; one of them may sleep in the middle of a mint and wake after its lease.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { burn } from "../../../workers/warden/moves/burn.ts";
import { createDice, type Dice } from "./chance.ts";
import type { Access } from "./cloud.ts";
import { CALM, ROUGH } from "./fate.ts";
import { always, atRest, type Memory } from "./promises.ts";
import { createWorld, type Machine, type World, ZONES } from "./world.ts";

export interface Outcome {
  readonly seed: number;
  readonly broken: readonly string[];
  /** What happened, for a run that failed. */
  readonly story: readonly string[];
  readonly minted: number;
  readonly burned: number;
  readonly killed: number;
  /** An account that was shut on us, and whether it still served. */
  readonly shut: Access;
  /** Calm passes until nothing was left to do. */
  readonly passesToRest: number;
}

const STORM_TURNS = 10;
const CALM_PASSES_MOST = 40;
const ZONE_BURNS_MOST = 3;
/** In two of three runs; at some call, which may be any of a mint's. */
const SHUT_ACCOUNT = "second";
const CALLS_UNTIL_SHUT_MOST = 150;
/** Of the warden's writes to KV, so many fail in a turn. */
const KV_FAILS = [0, 0, 0.1, 0.5, 1];

export async function runChaos(seed: number): Promise<Outcome> {
  const dice = createDice(seed);
  const story: string[] = [];
  const memory: Memory = { burned: new Set(), vandalised: new Set() };
  const broken = new Set<string>();
  const note = (found: readonly string[]) => {
    for (const line of found) if (!broken.has(line)) story.push(`BROKEN ${line}`);
    for (const line of found) broken.add(line);
  };
  const dirs = await Promise.all(["server", "laptop"].map((name) => mkdtemp(join(tmpdir(), `hezar-chaos-${name}-`))));
  const world = await createWorld({
    dice,
    story: (line) => story.push(line),
    check: (current) => note(always(current, memory)),
  });
  try {
    await storm(world, { dice, dirs, note: () => note(always(world, memory)), memory });
    const shut = world.clouds.get(SHUT_ACCOUNT)?.door.access ?? "open";
    endStorm(world);
    const passesToRest = await calm(world, dirs);
    note([...always(world, memory), ...atRest(world, memory)]);
    const { mirrors } = world.warden.desk.status();
    const killed = story.filter((line) => line.startsWith("killed")).length;
    return {
      seed,
      broken: [...broken],
      story,
      minted: mirrors.length,
      burned: memory.burned.size,
      killed,
      shut,
      passesToRest,
    };
  } finally {
    world.close();
    await Promise.all(dirs.map((dir) => rm(dir, { recursive: true })));
  }
}

interface Storm {
  readonly dice: Dice;
  readonly dirs: readonly string[];
  readonly note: () => void;
  readonly memory: Memory;
}

async function storm(world: World, { dice, dirs, note, memory }: Storm): Promise<void> {
  const { desk } = world.warden;
  const codes: string[] = [];
  let zoneBurns = 0;
  const access = dice.pick<Access>(["open", "locked", "closed"]) ?? "open";
  if (access !== "open") world.clouds.get(SHUT_ACCOUNT)?.door.shut(access, dice.between(1, CALLS_UNTIL_SHUT_MOST));
  for (let turn = 0; turn < STORM_TURNS; turn++) {
    world.time.pass(dice.between(20, 1800));
    world.setKvOdds(dice.pick(KV_FAILS) ?? 0);
    if (dice.hits(0.5)) await desk.tick();
    if (dice.hits(0.5)) codes.push(await invite(world, dice));
    for (const code of codes.filter(() => dice.hits(0.5))) await desk.admit(code);
    if (dice.hits(0.35)) zoneBurns += await burnSomething(world, dice, zoneBurns < ZONE_BURNS_MOST);
    if (dice.hits(0.15)) vandalise(world, dice, memory);
    note();
    await steerOnce(world, dice, dirs);
    note();
  }
}

async function steerOnce(world: World, dice: Dice, dirs: readonly string[]): Promise<void> {
  const [server, laptop] = machines(dirs);
  if (server === undefined || laptop === undefined) return;
  if (!dice.hits(0.2)) {
    await world.steer(dice.hits(0.7) ? server : laptop);
    return;
  }
  // The laptop is shut at some call; the server steers meanwhile; it wakes and goes on with what it had in hand.
  const { promise: asleep, resolve: fallAsleep } = Promise.withResolvers<void>();
  const { promise: opened, resolve: open } = Promise.withResolvers<void>();
  let left = dice.between(1, 25);
  const freeze = () => {
    left -= 1;
    if (left !== 0) return undefined;
    world.story("the laptop sleeps");
    fallAsleep();
    return opened;
  };
  const slept = world.steer({ ...laptop, freeze });
  await Promise.race([asleep, slept]);
  world.time.pass(dice.between(1, 900));
  await world.steer(server);
  world.story("the laptop wakes");
  open();
  await slept;
}

function machines(dirs: readonly string[]): readonly Machine[] {
  return dirs.map((stateDir, at) => ({ name: at === 0 ? "server" : "laptop", stateDir, odds: ROUGH }));
}

/** Everything answers again, but a closed account stays closed; the operator is let in again where only the token was refused. */
function endStorm(world: World): void {
  world.story("calm");
  world.setKvOdds(0);
  world.clouds.get(SHUT_ACCOUNT)?.door.open();
}

/** Passes without trouble, a quarter of an hour apart, until one finds nothing to do and nothing waits but for the night. */
async function calm(world: World, dirs: readonly string[]): Promise<number> {
  const [server] = machines(dirs);
  if (server === undefined) return 0;
  for (let passes = 1; passes <= CALM_PASSES_MOST; passes++) {
    world.time.pass(900);
    await world.warden.desk.flush();
    await world.warden.desk.tick();
    const pass = await world.steer({ ...server, odds: CALM });
    const waits = pass?.holds.some(({ why }) => why !== "daylight") ?? true;
    const isTold = world.warden.desk.status().unpublished.length === 0;
    if (pass !== undefined && pass.heldBy === undefined && pass.done.length === 0 && !waits && isTold && passes > 2)
      return passes;
  }
  return CALM_PASSES_MOST;
}

async function invite(world: World, dice: Dice): Promise<string> {
  const channel = dice.pick(["family", "paper"]) ?? "family";
  const made = await world.warden.desk.invite({
    service: "news",
    channel,
    uses: dice.between(1, 4),
    level: 0,
    days: 7,
  });
  return made.ok ? made.value.code : "";
}

/** 1 where a whole zone burned. */
async function burnSomething(world: World, dice: Dice, mayBeZone: boolean): Promise<0 | 1> {
  const isZone = mayBeZone && dice.hits(0.25);
  const standing = world.warden.desk.status().mirrors.filter(({ state }) => state !== "retired" && state !== "burned");
  const hostname = dice.pick(standing)?.hostname;
  const pattern = isZone ? `*.${dice.pick(ZONES)?.zone}` : hostname;
  if (pattern === undefined) return 0;
  world.story(`${pattern} burns`);
  await world.warden.desk.change((book) => burn(book, { pattern, cause: "censor" }));
  return isZone ? 1 : 0;
}

function vandalise(world: World, dice: Dice, { vandalised }: Memory): void {
  const cloud = dice.pick([...world.clouds.values()]);
  const zone = dice.pick([...(cloud?.routes.keys() ?? [])]);
  if (cloud === undefined || zone === undefined) return;
  world.story(`somebody removes the Worker of ${zone}`);
  cloud.workers.delete(cloud.routes.get(zone) ?? "");
  vandalised.add(zone);
}
