// What the mesh stands on besides its mirrors: accounts that are not well, the day's writes, and the warden's memory on its
// shelves, without which the loss of one account is the loss of the mesh.

import type { MeshConfig } from "../../shared/config.ts";
import type { AccountTrouble, MeshStatus } from "../../shared/wardenapi.ts";
import { spanText } from "../terminal/meshtable.ts";
import { broken, type DoctorFinding, fine, note } from "./finding.ts";
import { isNearlyFull } from "./quota.ts";

export function checkKeeping(status: MeshStatus, config: MeshConfig): readonly DoctorFinding[] {
  return [
    ...status.accounts.map((trouble) => checkAccountState(trouble, status)),
    ...checkWrites(status),
    ...checkSnapshots(status, config),
  ];
}

const STATES: Readonly<Record<AccountTrouble["state"], readonly [says: string, next: string]>> = {
  unwritable: ["its KV refuses the warden's token", "Make a new one that may edit its KV, then `hezar up`"],
  refused: ["its API refuses your token; nothing new goes there", "Check the token; `hezar mint` asks again"],
  dead: ["it is closed and its mirrors are gone", "Take it out of the config, or `hezar mint` once you have it back"],
  spent: [
    "its requests of the day are used up",
    "Nothing: it is used again after midnight UTC. More accounts carry more",
  ],
};

function checkAccountState({ id, state, since, detail }: AccountTrouble, { now }: MeshStatus): DoctorFinding {
  const [says, next] = STATES[state];
  const find = state === "spent" ? note : broken;
  return find(`account ${id}`, `${says}, for ${spanText(now - since)} (${detail})`, next);
}

function checkWrites({ quota }: MeshStatus): readonly DoctorFinding[] {
  return quota.map(({ account, writesToday, writesPerDay, unpublished }) => {
    const about = `account ${account}`;
    const says = `${writesToday} of ${writesPerDay} KV writes of the day are used, ${unpublished} records wait`;
    const next = "What only grows old waits for midnight UTC; a paid plan or fewer readers an account take the rest";
    return isNearlyFull(writesToday, writesPerDay) ? note(about, says, next) : fine(about, says);
  });
}

function checkSnapshots({ snapshots, now }: MeshStatus, config: MeshConfig): readonly DoctorFinding[] {
  const wanted = config.warden.snapshots.filter(({ account }) => account !== config.warden.account);
  if (wanted.length === 0) {
    const next = "Name another account, or a url, under warden.snapshots; two are well";
    return [note("snapshots", "the warden's memory is kept nowhere else: with its account the mesh is lost", next)];
  }
  return wanted.map(({ account, url = "" }) => {
    const about = `snapshots ${account ?? url}`;
    const shelf = snapshots.find(({ id }) => id === (account ?? url));
    if (shelf === undefined || shelf.number === 0) return note(about, "holds none yet", "`hezar up`, then look again");
    const says = `number ${shelf.number}, ${spanText(now - shelf.takenAt)} old`;
    return shelf.failures === 0
      ? fine(about, says)
      : note(about, `${says}; ${shelf.failures} failures since`, "Look whether it takes what the warden puts there");
  });
}
