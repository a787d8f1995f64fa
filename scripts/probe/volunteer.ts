// A volunteer is somebody in the country who runs probes and owns nothing of the mesh. What they hold is one file from the
// operator: where the warden is, a token that opens it for probes only, and the key their results are signed with.

import { readFile } from "node:fs/promises";
import * as v from "valibot";
import { fromBase64url, toBase64url, utf8 } from "../../shared/domain/bytes.ts";
import { PROBE_SIGNATURE, VOLUNTEER_NAME } from "../../shared/domain/evidencekeys.ts";
import { createSigner, SEED_BYTES } from "../../shared/domain/signature.ts";
import type { ProbeResult } from "../../shared/domain/verdict/evidence.ts";
import type { ProbesAnswer } from "../../shared/wardenapi.ts";
import type { Reach } from "../reach.ts";
import { Mistake } from "../terminal/mistake.ts";

const VolunteerSchema = v.strictObject({
  /** As the operator registered it. */
  id: v.pipe(v.string(), v.regex(VOLUNTEER_NAME)),
  warden: v.pipe(v.string(), v.url()),
  token: v.pipe(v.string(), v.minLength(1)),
  /** base64url, 32 bytes: the private half of the key that signs. */
  seed: v.pipe(
    v.string(),
    v.check((text) => fromBase64url(text)?.length === SEED_BYTES),
  ),
});
export type Volunteer = v.InferOutput<typeof VolunteerSchema>;

const TIMEOUT_MILLISECONDS = 30_000;
/** The signer's number is not part of what is signed; a volunteer has one key. */
const KEY_ID = 1;

export async function readVolunteer(path: string): Promise<Volunteer> {
  const next = "Ask the operator for a file made by `hezar volunteer add NAME`.";
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new Mistake(`${path} cannot be read`, { next, cause });
  });
  const volunteer = v.safeParse(v.pipe(v.string(), v.parseJson(), VolunteerSchema), text);
  if (!volunteer.success) throw new Mistake(`${path} is no volunteer's file`, { next });
  return volunteer.output;
}

export async function sendProbes(
  results: readonly ProbeResult[],
  { volunteer, reach }: { readonly volunteer: Volunteer; readonly reach: Reach },
): Promise<ProbesAnswer> {
  const body = JSON.stringify({ results });
  const signer = await createSigner(KEY_ID, fromBase64url(volunteer.seed) ?? new Uint8Array());
  const answer = await reach(`${volunteer.warden.replace(/\/$/, "")}/probes`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${volunteer.token}`,
      "content-type": "application/json",
      [PROBE_SIGNATURE]: toBase64url(await signer.sign("probes", utf8(body))),
    },
    body,
    signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
  }).catch((cause: unknown) => {
    throw new Mistake("The warden cannot be reached", { why: "no connection", next: "Try again later.", cause });
  });
  if (answer.ok) return (await answer.json()) as ProbesAnswer;
  throw new Mistake("The warden does not take your probes", {
    why: `HTTP ${answer.status}`,
    next: "Ask the operator whether you are still registered: they can make you a new file.",
  });
}
