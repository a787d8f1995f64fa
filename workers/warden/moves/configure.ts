// The operator's config has changed: keep it, publish the services that read differently, order what is now wanted.

import type { KeyringBody } from "../../../shared/domain/keyring.ts";
import { ok, refuse } from "../../../shared/domain/result.ts";
import { blocklistKey, keyringKey, rosterKey, serviceKey } from "../../../shared/store/keys.ts";
import type { MeshSettings, Order } from "../../../shared/wardenapi.ts";
import type { Book } from "../book.ts";
import { oweAll } from "../need.ts";
import { URGENCY } from "../tables/outbox.ts";
import { loseJarKeys } from "./jarkeys.ts";
import type { Moved } from "./move.ts";
import { settle } from "./settle.ts";

export function configure(book: Book, mesh: MeshSettings): readonly Order[] {
  const before = book.settings.mesh();
  if (JSON.stringify(before) !== JSON.stringify(mesh)) {
    book.settings.saveMesh(mesh);
    book.events.add("configured");
    publishServices(book, before, mesh);
    publishPlaces(book, before, mesh);
    renewOnMove(book, before, mesh);
    publishBurns(book, before, mesh);
  }
  settle(book);
  oweAll(book);
  return book.orders.inState("open");
}

function publishServices(book: Book, before: MeshSettings | undefined, mesh: MeshSettings): void {
  const known = new Map(before?.services.map((service) => [service.id, JSON.stringify(service)]));
  for (const service of mesh.services) {
    if (known.get(service.id) !== JSON.stringify(service)) book.outbox.touch(serviceKey(service.id));
  }
}

/** Rosters say whose mirrors they are, where, how to report them, and where lists lie; port included: a local mesh that moved to another port has new origins. */
function publishPlaces(book: Book, before: MeshSettings | undefined, mesh: MeshSettings): void {
  const said = ({ zones, services, reports, sealedLists = [] }: MeshSettings) =>
    JSON.stringify([zones, services.map(({ id, tier }) => [id, tier]), reports !== false, sealedLists]);
  if (before === undefined || said(before) === said(mesh)) return;
  for (const lineage of new Set(book.groups.all().map((group) => group.lineage))) book.outbox.touch(rosterKey(lineage));
}

/** An account is told of burns on its own zones, and those are others now. */
function publishBurns(book: Book, before: MeshSettings | undefined, mesh: MeshSettings): void {
  const places = ({ zones }: MeshSettings) => JSON.stringify(zones.map(({ zone, account }) => [zone, account]).sort());
  if (book.accountNames === undefined || before === undefined || book.burns.all().length === 0) return;
  if (places(before) !== places(mesh)) book.outbox.touch(blocklistKey(), { urgency: URGENCY.changed });
}

/** What volunteers' relays could open is nothing to the operator's. */
function renewOnMove(book: Book, before: MeshSettings | undefined, mesh: MeshSettings): void {
  const tiers = new Map(before?.services.map(({ id, tier }) => [id, tier]));
  for (const { id, tier } of mesh.services) if (tiers.has(id) && tiers.get(id) !== tier) loseJarKeys(book, id);
}

/** `text` has been checked against the root key; `body` is what it says. */
export function replaceKeyring(
  book: Book,
  { text, body }: { readonly text: string; readonly body: KeyringBody },
): Moved<{ readonly version: number }> {
  const stored = book.settings.keyring();
  if (stored?.text === text) return ok({ version: stored.version });
  if (stored !== undefined && body.version <= stored.version) {
    return refuse("conflict", `keyring ${body.version} is not newer than ${stored.version}`);
  }
  // Retired keys only let their last tickets end: what counts is the key that signs records.
  const signing = body.keys.filter((key) => key.uses.includes("record") && !body.revoked.includes(key.id));
  const ends = signing.map((key) => key.notAfter);
  // A keyring without a key in force ends at once.
  const notAfter = ends.length > 0 ? Math.min(...ends) : body.issuedAt;
  book.settings.saveKeyring({ text, version: body.version, notAfter, ...(body.kill && { kill: body.kill }) });
  book.outbox.touch(keyringKey());
  return ok({ version: body.version });
}
