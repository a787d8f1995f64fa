// The hold put together: what was kept in the locker is read once a life of the worker, and what changes is written back.

import type { Boarding } from "../../../shared/domain/boat.ts";
import { fromBase64url } from "../../../shared/domain/bytes.ts";
import type { ClientSettings } from "../../../shared/domain/clientsettings.ts";
import { PRIMARY_ALIAS } from "../../../shared/domain/origins.ts";
import type { Roster } from "../../../shared/domain/roster.ts";
import { type Hold, OWN, type Remembered } from "./hold.ts";
import { createJar, type JarPorts } from "./jar.ts";
import { createLists, type Lists } from "./lists.ts";
import type { Locker } from "./locker.ts";
import { createReports, type Reports, type ReportsPorts } from "./reports.ts";
import { createRosters, type Rosters, type Signed } from "./rosters.ts";

export interface Aboard extends Hold {
  readonly rosters: Rosters;
  readonly reports: Reports;
  readonly lists: Lists;
  /** What a mirror or a list offered; true: it is newer than what was known. */
  offer(offered: Partial<Signed>): Promise<boolean>;
}

export interface AboardPorts extends Omit<JarPorts, "changed">, Pick<ReportsPorts, "carry"> {
  readonly boarding: Boarding;
  readonly settings: Pick<ClientSettings, "door" | "siblings">;
  readonly origin: string;
  readonly locker: Locker;
  /** Seconds since the epoch, by the device. */
  readonly now: () => number;
  readonly fetch: typeof fetch;
  /** What this browser says of the line: Wi-Fi and mobile are censored apart. Empty where it says nothing. */
  readonly network: () => string;
  /** Milliseconds. */
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** Before a roster says otherwise. */
const WINDOWS: Roster["windows"] = { refreshSeconds: 3600, retrySeconds: 300, pauseSeconds: 10, reportSeconds: 3600 };

export function createAboard(ports: AboardPorts): Aboard {
  const { boarding, origin, locker, now, network } = ports;
  const { door, siblings } = ports.settings;
  const { alias } = boarding;
  /** As the roster names this mirror: never a sibling's label. */
  const listed = new URL(siblings[PRIMARY_ALIAS]?.origin ?? origin).hostname;
  const key = fromBase64url(boarding.key) ?? new Uint8Array();
  const rosters = createRosters({ boarding, now });
  const states = new Map<string, Remembered>();
  const home = () => rosters.current()?.mirrors.find(({ hostname }) => hostname === listed);
  const here = (hostname: string) => `${hostname} ${network()}`.trimEnd();
  let carried: string | undefined;
  let signed: Partial<Signed> = {};
  let isRead = false;
  const save = () =>
    locker.save({
      ...signed,
      ...{ seen: rosters.seen(), states: [...states], ...jar.kept(), ...reports.kept(), ...lists.kept() },
      ...(carried !== undefined && { carried }),
    });
  /** Written before it was read, what was kept would be gone. */
  const changed = () => (isRead ? save() : void ready.then(save));
  const jar = createJar({ ...ports, changed });
  const reports = createReports({ roster: rosters.current, now, changed, carry: ports.carry });
  const offer: Aboard["offer"] = async (offered) => {
    const { kept, isNewer } = await rosters.take(offered);
    signed = kept;
    if (isNewer) changed();
    return isNewer;
  };
  const windows = () => rosters.current()?.windows ?? WINDOWS;
  const lists = createLists({
    ...{ roster: rosters.current, offer, root: rosters.root, fetch: ports.fetch, sleep: ports.sleep, changed },
    now: () => Math.max(now(), rosters.seen().issuedAt),
    pauseSeconds: () => windows().pauseSeconds,
  });
  const read = async () => {
    const kept = await locker.load();
    jar.restore(kept);
    reports.restore(kept);
    lists.restore(kept);
    for (const [name, state] of kept.states ?? []) if (!states.has(name)) states.set(name, state);
    carried ??= kept.carried;
    signed = await rosters.recall(kept);
  };
  // Whatever lies there, a lifeboat without a past still floats.
  const ready = read()
    .catch(() => undefined)
    .then(() => {
      isRead = true;
    });
  return {
    ...{ ready, jar, rosters, reports, lists, windows, offer, home },
    others: () => rosters.current()?.mirrors.filter((mirror) => mirror !== home()) ?? [],
    envelopeParts: () => ({
      ...{ key, carried: fromBase64url(carried ?? boarding.carried) ?? new Uint8Array() },
      from: { origin, ...{ door, siblings }, ...(alias !== undefined && { root: alias }) },
    }),
    carry(ticket) {
      if (carried === ticket) return;
      carried = ticket;
      changed();
    },
    remembered: (hostname) => states.get(here(hostname)),
    note(hostname, outcome, elapsedMs) {
      // When it failed last is news each time: the next life leaves it alone from then on.
      const isNews = outcome !== "ok" || states.get(here(hostname))?.outcome !== outcome;
      states.set(here(hostname), { outcome, at: now() * 1000 });
      // Nobody asks how siblings fare, and the mirror's own lifeboat tells of the rest.
      if (alias === undefined) reports.note(hostname === OWN ? boarding.hostname : hostname, outcome, elapsedMs);
      if (isNews) changed();
    },
    seekLists: lists.seek,
  };
}
