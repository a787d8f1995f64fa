// What is in a link, read with the operator's keys. To the world a bad link looks like any other address of the site; the
// operator, who can make every mirror's keys again, need not guess.

import { createMask } from "../../shared/domain/mask.ts";
import { deriveMirrorKeys, deriveZoneSecret } from "../../shared/domain/mirrorkeys.ts";
import { ok, type Result, refuse } from "../../shared/domain/result.ts";
import { createVerifier } from "../../shared/domain/signature.ts";
import { openTicket, type Ticket, type TicketRefusal } from "../../shared/domain/ticket.ts";
import { publicText, seedBytes } from "../mint/keyring.ts";
import type { Keys } from "../operator/keys.ts";

export type LinkRefusal = TicketRefusal | "not this mesh's zone";

/** The ticket behind a link of this mesh; `now` in seconds. */
export async function readLink(
  link: URL,
  options: { readonly keys: Keys; readonly zones: readonly string[]; readonly now: number },
): Promise<Result<Ticket, LinkRefusal>> {
  const zone = options.zones.find((name) => link.hostname.endsWith(`.${name}`));
  if (zone === undefined) return refuse("not this mesh's zone");
  const secret = await deriveZoneSecret(seedBytes(options.keys.deployKey), zone);
  const mask = await createMask((await deriveMirrorKeys(secret, link.hostname)).mask);
  const bytes = await mask.unmask(link.pathname.split("/")[1] ?? "");
  if (bytes === undefined) return refuse("malformed");
  return openTicket(bytes, { keyring: await ownKeyring(options.keys), now: options.now });
}

/** Only what opening a ticket asks of a keyring. */
async function ownKeyring({ online }: Keys): Promise<Parameters<typeof openTicket>[1]["keyring"]> {
  const verifier = await createVerifier(seedBytes(publicText(online.seed)));
  return {
    verifierFor: (id) => (id === online.id ? ok(verifier) : refuse("unknown key")),
  };
}
