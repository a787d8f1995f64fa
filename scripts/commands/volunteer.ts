// `hezar volunteer`: who may send probes besides the operator. The file it makes is all a volunteer needs; it opens nothing
// but the way in for probes, and the warden forgets its key when the volunteer is removed.

import { randomBytes } from "node:crypto";
import { resolve } from "node:path";
import { toBase64url } from "../../shared/domain/bytes.ts";
import { VOLUNTEER_NAME } from "../../shared/domain/evidencekeys.ts";
import { SEED_BYTES } from "../../shared/domain/signature.ts";
import { publicText } from "../mint/keyring.ts";
import { shorten } from "../operator/config.ts";
import { writeSecret } from "../operator/keys.ts";
import { openOperator, openWarden } from "../operator/operator.ts";
import type { WardenClient } from "../operator/wardenclient.ts";
import type { Volunteer } from "../probe/volunteer.ts";
import type { Call, Run } from "../terminal/commandline.ts";
import { Mistake } from "../terminal/mistake.ts";
import type { Screen } from "../terminal/screen.ts";
import { table } from "../terminal/table.ts";

const ACTIONS = ["add", "remove", "list"] as const;

export const run: Run = async (call, screen) => {
  const action = ACTIONS.find((one) => one === call.operand);
  if (action === undefined)
    throw misuse(`"${call.operand}" is nothing to do with volunteers`, `One of ${ACTIONS.join(", ")}.`);
  const name = action === "list" ? "" : readName(call);
  const warden = await openWarden(await openOperator(call));
  if (action === "add") await add(name, { call, warden, screen });
  else if (action === "remove") await remove(name, warden, screen);
  else await list(warden, screen);
  return 0;
};

interface Adding {
  readonly call: Call;
  readonly warden: WardenClient;
  readonly screen: Screen;
}

async function add(id: string, { call, warden, screen }: Adding): Promise<void> {
  const path = resolve(call.text("file") ?? `${id}.volunteer.json`);
  const seed = toBase64url(new Uint8Array(randomBytes(SEED_BYTES)));
  const token = await warden.addVolunteer(id, publicText(seed));
  const volunteer: Volunteer = { id, warden: warden.url, token, seed };
  await writeSecret(path, volunteer).catch((cause: unknown) => {
    throw new Mistake(`${shorten(path)} cannot be written`, {
      why: (cause as NodeJS.ErrnoException).code === "EEXIST" ? "it is there already" : "the folder refuses it",
      next: "Name another with --file FILE; adding the same name again makes a new key.",
      cause,
    });
  });
  if (screen.json) return screen.data({ id, file: path });
  screen.out(
    [
      `${screen.style.bold(id)} may send probes. Give them ${screen.style.bold(shorten(path))}, over a channel you trust, and the command:`,
      `  hezar probe HOST --volunteer ${shorten(path)} --country CC --network AS…`,
    ].join("\n"),
  );
}

async function remove(id: string, warden: WardenClient, screen: Screen): Promise<void> {
  await warden.removeVolunteer(id);
  if (screen.json) screen.data({ id });
  else screen.out(`Nothing signed by ${id} is taken any more.`);
}

async function list(warden: WardenClient, screen: Screen): Promise<void> {
  const volunteers = await warden.volunteers();
  if (screen.json) return screen.data({ volunteers });
  if (volunteers.length === 0) return screen.out("No volunteer sends probes. hezar volunteer add NAME makes one.");
  const rows = volunteers.map(({ id, addedAt }) => [id, new Date(addedAt * 1000).toISOString().slice(0, 10)]);
  screen.out(table(["volunteer", "since"], rows, screen.style));
}

function readName({ detail, operand }: Call): string {
  if (VOLUNTEER_NAME.test(detail)) return detail;
  if (detail === "") throw misuse("NAME is missing", `hezar volunteer ${operand} NAME`);
  throw misuse(
    `"${detail}" is no name for a volunteer`,
    'Lower-case letters, digits and hyphens; not who they are, nor "operator" or "ooni".',
  );
}

function misuse(what: string, next: string): Mistake {
  return new Mistake(what, { next, exitCode: 2 });
}
