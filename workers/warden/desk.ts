// The warden's desk: each request is one transaction over the book, and then KV hears of it. Signing is asynchronous and
// transactions are not, so what needs a signature is decided first and signed after.

import { createInviteCode, hashInviteCode, INVITE_CODE_RANDOM_BYTES } from "../../shared/domain/invitecode.ts";
import { openKeyring } from "../../shared/domain/keyring.ts";
import { ok, refuse } from "../../shared/domain/result.ts";
import type { Roster } from "../../shared/domain/roster.ts";
import type { Signer, Verifier } from "../../shared/domain/signature.ts";
import type { Log } from "../../shared/log.ts";
import type { Snapshot } from "../../shared/snapshotform.ts";
import { rosterKey } from "../../shared/store/keys.ts";
import type {
  Admission,
  Invite,
  InviteWish,
  ListsPage,
  MeshEvent,
  MeshStatus,
  Mirror,
} from "../../shared/wardenapi.ts";
import { type Book, type Chance, openBook } from "./book.ts";
import { originOf } from "./draft.ts";
import { describeMirrors } from "./mirrors.ts";
import { taken, unwritable } from "./moves/account.ts";
import { type Admitted, admit, invite } from "./moves/admit.ts";
import { replaceKeyring } from "./moves/configure.ts";
import type { Moved } from "./moves/move.ts";
import { restore } from "./moves/restore.ts";
import { tidy } from "./moves/tidy.ts";
import { accountsOf } from "./need.ts";
import { createPublisher } from "./publish.ts";
import type { Reporting } from "./seal.ts";
import { readStatus } from "./status.ts";
import type { Stores } from "./stores.ts";
import type { MirrorRow } from "./tables/mirrors.ts";
import { URGENCY } from "./tables/outbox.ts";
import { issueProbeTicket, issueReaderTicket, type ProbeTicket, type ReaderTicket } from "./tickets.ts";

/** Newcomers of a few seconds share one write of their roster: KV's writes are few, and a newcomer's links are on the page. */
const NEWCOMER_ROSTER_DELAY_MS = 10_000;

/** A lineage has up to a thousand readers, each of whom costs a few microseconds. */
const LISTS_A_PAGE = 16;

export interface DeskDeps extends Chance {
  readonly storage: DurableObjectStorage;
  readonly stores: Stores;
  readonly signer: () => Promise<Signer>;
  readonly root: () => Promise<Verifier>;
  /** What rosters say of spans; absent: as they are. */
  readonly rosterWindows?: Roster["windows"];
  /** What rosters say of reports; absent or undefined: nothing. */
  readonly reporting?: () => Promise<Reporting | undefined>;
  /** A lineage's list key; absent: there are no sealed lists. */
  readonly listKeyOf?: (lineage: string) => Promise<string>;
  /** Milliseconds since the epoch. */
  readonly wakeAt: (atMs: number) => Promise<void>;
  /** After every change. */
  readonly onChange?: () => Promise<void>;
  readonly log: Log;
}

export interface Desk {
  /** Make one move and publish what it changed. */
  change<T>(move: (book: Book) => T): Promise<T>;
  /** One transaction that changes nothing KV should say. */
  look<T>(work: (book: Book) => T): T;
  status(): MeshStatus;
  events(after: number): readonly MeshEvent[];
  describe(mirror: MirrorRow): Mirror;
  replaceKeyring(text: string): Promise<Moved<{ readonly version: number }>>;
  /** Take another warden's memory, which this one must not have. */
  restore(snapshot: Snapshot): Moved<{ readonly number: number }>;
  probeTicket(hostname: string): Promise<Moved<ProbeTicket>>;
  invite(wish: InviteWish): Promise<Moved<Invite>>;
  admit(code: string): Promise<Moved<Admission>>;
  /** What relays of a zone ask for a reader (forreaders.ts), as they wrote it. */
  share(zone: string, text: string): Promise<Moved<object>>;
  problem(zone: string, text: string): Promise<Moved<object>>;
  /** What sealed lists say of the lineages after this one. */
  lists(after: string): Promise<Moved<ListsPage>>;
  /** What time has brought: forgetting, draining, refreshing, and publishing what is still owed. */
  tick(): Promise<void>;
  flush(): Promise<void>;
}

export function createDesk(deps: DeskDeps): Desk {
  const withBook = <T>(work: (book: Book) => T): T =>
    deps.storage.transactionSync(() => {
      const book = openBook(deps.storage.sql, { ...deps, accountNames: deps.stores.names });
      const value = work(book);
      book.outbox.spread((key, about) => accountsOf(book, key, about));
      return value;
    });
  const sealing = async () => {
    const reporting = await deps.reporting?.();
    const { random, rosterWindows: windows, listKeyOf } = deps;
    return {
      ...{ signer: await deps.signer(), random },
      ...(windows && { windows }),
      ...(reporting && { reporting }),
      ...(listKeyOf && { listKeyOf }),
    };
  };
  const publisher = createPublisher({
    ...{ ...deps, withBook, sealing },
    onRefused: (account, { message }) => withBook((book) => unwritable(book, { account, detail: message })),
    onTaken: (account) => withBook((book) => taken(book, account)),
  });
  const change: Desk["change"] = async (move) => {
    const value = withBook(move);
    await publisher.flush();
    await deps.onChange?.();
    return value;
  };
  return {
    change,
    look: withBook,
    status: () => withBook((book) => readStatus(book, deps.stores)),
    events: (after) => withBook((book) => book.events.after(after)),
    describe: (mirror) => withBook((book) => describeMirrors(book, [mirror])[0] as Mirror),
    replaceKeyring: async (text) => {
      const keyring = await openKeyring(text, { root: await deps.root(), atLeast: 0 });
      if (!keyring.ok) return refuse("conflict", `the keyring is ${keyring.reason}`);
      return change((book) => replaceKeyring(book, { text, body: keyring.value.body }));
    },
    restore: (snapshot) =>
      deps.storage.transactionSync(() => restore(deps.storage.sql, snapshot, Math.floor(deps.clock() / 1000))),
    probeTicket: async (hostname) => {
      const { mirror, now } = withBook((book) => ({ mirror: book.mirrors.find(hostname), now: book.now }));
      if (mirror === undefined) return refuse("unknown", "no such mirror");
      if (mirror.state === "retired") return refuse("conflict", `${hostname} is retired`);
      return ok(await issueProbeTicket(mirror, { now, signer: await deps.signer(), random: deps.random }));
    },
    invite: async ({ uses, ...wish }) => {
      const code = createInviteCode(deps.random(INVITE_CODE_RANDOM_BYTES));
      const hash = await hashInviteCode(code);
      const made = await change((book) => invite(book, { ...wish, hash, usesLeft: uses }));
      const { service, channel } = wish;
      return made.ok ? ok({ code, service, channel, usesLeft: uses, expiresAt: made.value }) : made;
    },
    admit: async (code) => {
      const hash = await hashInviteCode(code);
      const admitted = withBook((book) => admit(book, hash));
      if (!admitted.ok) return admitted;
      const ticket = await issueReaderTicket(admitted.value.reader, await deps.signer());
      return change((book) => ok(welcome(book, admitted.value, ticket)));
    },
    share: async (zone, text) =>
      (await import("./forreaders.ts")).shareFor(zone, text, { look: withBook, change, signer: deps.signer }),
    problem: async (zone, text) =>
      (await import("./forreaders.ts")).problemFor(zone, text, { look: withBook, change, signer: deps.signer }),
    lists: async (after) => {
      const keyring = withBook((book) => book.settings.keyring());
      if (keyring === undefined) return refuse("conflict", "there is no keyring yet");
      const lineages = withBook((book) => [...new Set(book.groups.all().map(({ lineage }) => lineage))].sort());
      const rest = lineages.filter((lineage) => lineage > after);
      const rosters = [];
      for (const lineage of rest.slice(0, LISTS_A_PAGE)) {
        const roster = await publisher.textOf(rosterKey(lineage));
        if (roster !== undefined) rosters.push({ lineage, roster });
      }
      return ok({ keyring: keyring.text, rosters, more: rest.length > LISTS_A_PAGE });
    },
    tick: () => change(tidy),
    flush: () => publisher.flush(),
  };
}

function welcome(book: Book, { service, channel, reader, mirrors }: Admitted, signed: ReaderTicket): Admission {
  if (reader.key !== signed.key) {
    book.readers.setKey(reader.id, signed.key);
    book.outbox.touch(rosterKey(reader.lineage), {
      delayMs: NEWCOMER_ROSTER_DELAY_MS,
      urgency: URGENCY.routine,
    });
  }
  const mesh = book.settings.mesh();
  const links = mirrors.map((mirror) => ({
    hostname: mirror.hostname,
    origin: originOf(mirror, mesh),
    maskKey: mirror.maskKey,
  }));
  return { service, channel, ticket: signed.ticket, mirrors: links };
}
