// What must hold whatever happens (`always`), and what must be so again once it has stopped happening (`atRest`). Each gives
// what is broken, as sentences.

import { splitRecord } from "../../../shared/domain/envelope.ts";
import { shownMirrors } from "../../../shared/domain/groups.ts";
import { matchesPattern } from "../../../shared/domain/hostname.ts";
import { isUsable } from "../../../shared/domain/mirror.ts";
import { blocklistKey, zoneKey } from "../../../shared/store/keys.ts";
import type { Mirror } from "../../../shared/wardenapi.ts";
import { REMOVE_AFTER_SECONDS, WANTED, type World, ZONES } from "./world.ts";

export interface Memory {
  /** Every hostname that ever burned. */
  readonly burned: Set<string>;
  /** Zones whose Worker a vandal took: their mirrors are without one until the autopilot comes by. */
  readonly vandalised: Set<string>;
}

export function always(world: World, { burned, vandalised }: Memory): readonly string[] {
  const { mirrors, entries, groups, claimed, dead } = world.warden.desk.look((book) => ({
    mirrors: book.mirrors.all(),
    entries: book.burns.all(),
    groups: book.groups.all(),
    claimed: book.orders.inState("claimed").map(({ hostname = "" }) => hostname),
    dead: new Set([...world.clouds.keys()].filter((account) => book.accounts.find(account)?.state === "dead")),
  }));
  const broken: string[] = [];
  for (const { hostname, state } of mirrors) if (state === "burned") burned.add(hostname);
  const stands = (account: string, zone: string) => {
    const cloud = world.clouds.get(account);
    return cloud?.workers.has(cloud.routes.get(zone) ?? "") === true;
  };
  for (const { hostname, zone, account, state } of mirrors) {
    if (state === "retired" || state === "burned") continue;
    if (entries.some(({ pattern }) => matchesPattern(hostname, pattern)))
      broken.push(`${hostname} is ${state} and on the blocklist`);
    if (!isUsable(state) && state !== "suspect") continue;
    if (dead.has(account)) broken.push(`${hostname} is ${state} on an account known to be dead`);
    // Nobody knows yet.
    if (world.clouds.get(account)?.door.access === "closed") continue;
    if (stands(account, zone)) vandalised.delete(zone);
    else if (!vandalised.has(zone)) broken.push(`${hostname} is ${state} and its zone has no deployment`);
  }
  const states = new Map(mirrors.map(({ hostname, state }) => [hostname, state]));
  for (const group of groups) {
    for (const hostname of shownMirrors(group)) {
      if (burned.has(hostname)) broken.push(`${hostname} burned and is shown`);
      if (states.get(hostname) !== "live") broken.push(`${hostname} is ${states.get(hostname)} and is shown`);
      if (entries.some(({ pattern }) => matchesPattern(hostname, pattern)))
        broken.push(`${hostname} is on the blocklist and is shown`);
    }
  }
  const minting = mirrors.filter(({ state }) => state === "minting").map(({ hostname }) => hostname);
  if (minting.toSorted().join() !== claimed.toSorted().join())
    broken.push(`${minting} are minted for orders of ${claimed}`);
  for (const cloud of world.clouds.values()) {
    if (cloud.door.access !== "closed" && !cloud.workers.has("shop")) broken.push("somebody else's Worker is gone");
  }
  return broken;
}

export function atRest(world: World, { vandalised }: Memory): readonly string[] {
  const { mirrors, orders } = world.warden.desk.status();
  const broken = [...toldInKv(world)];
  const now = world.time.now() / 1000;
  const zonesOf = (isCounted: (mirror: Mirror) => boolean) =>
    new Set(mirrors.filter(isCounted).map(({ zone }) => zone));
  const inUse = zonesOf(({ state }) => state !== "retired");
  const mayStand = zonesOf(({ state, changedAt }) => state !== "retired" || now - changedAt < REMOVE_AFTER_SECONDS);
  for (const [account, cloud] of world.clouds) {
    if (cloud.door.access === "closed") {
      const left = mirrors.filter((mirror) => mirror.account === account && !isOver(mirror));
      if (left.length > 0) broken.push(`${account} is closed, and ${left.map(({ hostname }) => hostname)} stand there`);
      continue;
    }
    const own = ZONES.filter((zone) => zone.account === account).map(({ zone }) => zone);
    const deployed = [...cloud.workers.values()].flatMap(({ zone }) => zone ?? []);
    const missing = own.filter((zone) => inUse.has(zone) && !deployed.includes(zone));
    // Whose Worker a vandal took before the zone's only mint was given up keeps a route that leads nowhere: a Worker's tags are
    // all that tells us which zones were ours.
    const routes = [...cloud.routes.keys()].filter((zone) => deployed.includes(zone) || !vandalised.has(zone));
    const orphans = [...deployed, ...routes].filter((zone) => !mayStand.has(zone));
    if (missing.length > 0) broken.push(`${account} has mirrors and no relay on ${missing}`);
    if (orphans.length > 0) broken.push(`${account} has relays or routes and no mirror on ${orphans}`);
    if (deployed.some((zone) => !cloud.routes.has(zone))) broken.push(`${account} has a relay nothing leads to`);
    if (deployed.some((zone) => cloud.guards.get(zone) === undefined))
      broken.push(`${account} has a zone without a guard`);
  }
  const filled = orders.flatMap(({ state, hostname }) => (state === "filled" && hostname ? [hostname] : []));
  if (new Set(filled).size !== filled.length) broken.push("one mirror fills two orders");
  const minting = mirrors.filter(({ state }) => state === "minting");
  if (minting.length > 0) broken.push(`${minting.length} mints were never ended`);
  const open = orders.filter(({ state, reason }) => (state === "open" || state === "claimed") && reason !== "rotate");
  if (open.length > 0) broken.push(`${open.length} orders stand`);
  const usable = mirrors.filter(({ state, drainsUntil }) => isUsable(state) && drainsUntil === undefined);
  const reserve = usable.filter(({ state }) => state === "reserve").length;
  if (reserve < WANTED.reserve || reserve * 9 < usable.length - reserve)
    broken.push(`${reserve} of ${usable.length} mirrors are in reserve`);
  if (usable.length < WANTED.live + WANTED.reserve) broken.push(`${usable.length} mirrors stand`);
  return broken;
}

function isOver({ state }: Mirror): boolean {
  return state === "burned" || state === "retired";
}

/** What relays read says what the warden decided: what burned, and which mirrors stand. */
function toldInKv({ warden, clouds }: World): readonly string[] {
  const [cloud] = clouds.values();
  const read = (key: string): Record<string, unknown> => {
    const { body = "{}" } = splitRecord(cloud?.kv.read(key) ?? "") ?? {};
    return JSON.parse(body.split("\n", 1)[0] ?? "{}") as Record<string, unknown>;
  };
  const { entries, mirrors, shown } = warden.desk.look((book) => ({
    entries: book.burns.all(),
    mirrors: book.mirrors.all().filter(({ published, state }) => published > 0 && state !== "retired"),
    shown: new Set(book.groups.all().flatMap(shownMirrors)),
  }));
  const { recent = [] } = read(blocklistKey()) as { readonly recent?: readonly { readonly pattern: string }[] };
  const told = new Set(recent.map(({ pattern }) => pattern));
  const untold = entries.filter(({ pattern }) => !told.has(pattern)).map(({ pattern }) => pattern);
  const broken = untold.length > 0 ? [`KV was never told that ${untold} burned`] : [];
  for (const { hostname, zone, state } of mirrors) {
    const { mirrors: written = [] } = read(zoneKey(zone)) as {
      readonly mirrors?: readonly { readonly label: string; readonly burned: boolean }[];
    };
    const found = written.find(({ label }) => `${label}.${zone}` === hostname);
    if (found?.burned !== (state === "burned")) broken.push(`${hostname} is ${state}, and KV says otherwise`);
    if (found === undefined && shown.has(hostname)) broken.push(`${hostname} is shown, and KV does not know it`);
  }
  return broken;
}
