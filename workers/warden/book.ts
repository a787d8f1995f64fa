// The warden's whole memory as of one moment: every table, one clock reading and a source of chance. A move takes a book,
// reads and writes it within one transaction, and does nothing else. Tables know nothing of each other; here they are
// wired to the outbox, so that no change to what KV should say can be made without marking it.

import { type Bytes, toHex } from "../../shared/domain/bytes.ts";
import { WINDOWS, type Windows } from "../../shared/domain/verdict/windows.ts";
import { blocklistKey, jarKeysKey, rosterKey, zoneKey } from "../../shared/store/keys.ts";
import { type Accounts, createAccounts } from "./tables/accounts.ts";
import { type Burns, createBurns } from "./tables/burns.ts";
import { createEvents, type Events } from "./tables/events.ts";
import { createGroups, type Groups } from "./tables/groups.ts";
import { createInvites, type Invites } from "./tables/invites.ts";
import { createJarKeys, type JarKeysTable } from "./tables/jarkeys.ts";
import { createMirrors, type Mirrors } from "./tables/mirrors.ts";
import { createOrders, type Orders } from "./tables/orders.ts";
import { createOutbox, type Outbox, URGENCY } from "./tables/outbox.ts";
import { createReaders, type Readers } from "./tables/readers.ts";
import { createReports, type Reports } from "./tables/reports.ts";
import { createSettings, type Settings } from "./tables/settings.ts";
import { createSignals, type Signals } from "./tables/signals.ts";
import { createSpares, type Spares } from "./tables/spares.ts";
import { createTags, type Tags } from "./tables/tags.ts";
import { createVerdicts, type Verdicts } from "./tables/verdicts.ts";
import { createVolunteers, type Volunteers } from "./tables/volunteers.ts";
import { createWeather, type WeatherTable } from "./tables/weather.ts";
import { createWishes, type Wishes } from "./tables/wishes.ts";
import { createWords, type Words } from "./tables/words.ts";
import { createWrites, type Writes } from "./tables/writes.ts";

export interface Chance {
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  readonly random: (lengthBytes: number) => Bytes;
  /** The spans the judge goes by; absent: as they are. */
  readonly windows?: Windows;
}

export interface Book {
  /** Whole seconds since the epoch. */
  readonly now: number;
  /** Random, in lower-case hex, of this many bytes. */
  readonly newId: (lengthBytes: number) => string;
  /** A random number in [0, bound). */
  readonly pick: (bound: number) => number;
  /** Accounts that records go to; undefined where one KV is all there is. */
  readonly accountNames: readonly string[] | undefined;
  readonly windows: Windows;
  readonly settings: Settings;
  readonly accounts: Accounts;
  readonly mirrors: Mirrors;
  readonly orders: Orders;
  readonly burns: Burns;
  readonly invites: Invites;
  readonly groups: Groups;
  readonly jarKeys: JarKeysTable;
  readonly readers: Readers;
  readonly events: Events;
  readonly tags: Tags;
  readonly reports: Reports;
  readonly verdicts: Verdicts;
  readonly words: Words;
  readonly signals: Signals;
  readonly wishes: Wishes;
  readonly volunteers: Volunteers;
  readonly weather: WeatherTable;
  readonly spares: Spares;
  readonly outbox: Outbox;
  readonly writes: Writes;
}

export interface BookOptions extends Chance {
  readonly accountNames: Book["accountNames"];
}

export function openBook(sql: SqlStorage, { clock, random, accountNames, windows = WINDOWS }: BookOptions): Book {
  const nowMs = clock();
  const now = Math.floor(nowMs / 1000);
  const outbox = createOutbox(sql, nowMs);
  return {
    now,
    newId: (lengthBytes) => toHex(random(lengthBytes)),
    pick: (bound) => new DataView(random(4).buffer).getUint32(0) % bound,
    accountNames,
    windows,
    settings: createSettings(sql),
    accounts: createAccounts(sql, now),
    mirrors: createMirrors(sql, { now, changed: (zone) => outbox.touch(zoneKey(zone)) }),
    orders: createOrders(sql, now),
    burns: createBurns(sql, { now, changed: (pattern) => outbox.touch(blocklistKey(), { about: [pattern] }) }),
    invites: createInvites(sql, now),
    groups: createGroups(sql, (lineage) => outbox.touch(rosterKey(lineage), { urgency: URGENCY.changed })),
    jarKeys: createJarKeys(sql, { now, changed: (service) => outbox.touch(jarKeysKey(service)) }),
    readers: createReaders(sql),
    events: createEvents(sql, now),
    tags: createTags(sql, { now, windows }),
    reports: createReports(sql, now),
    verdicts: createVerdicts(sql, now),
    words: createWords(sql, now),
    signals: createSignals(sql),
    wishes: createWishes(sql),
    volunteers: createVolunteers(sql, now),
    weather: createWeather(sql, now),
    spares: createSpares(sql, now),
    outbox,
    writes: createWrites(sql, nowMs),
  };
}
