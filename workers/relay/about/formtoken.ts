// What shows that a form was sent from our own page, by the reader: a page's script can neither read that page nor make this. Made of
// the reader's ticket, so that another mirror that answers in this one's place knows it too, and good for an hour or two.

import { type Bytes, toBase64url, utf8 } from "../../../shared/domain/bytes.ts";
import { createMac } from "../../../shared/domain/mac.ts";
import { readerKey, SECONDS_PER_HOUR } from "../../../shared/domain/ticket.ts";

const TOKEN_BYTES = 16;

export interface FormToken {
  readonly text: string;
  is(said: string | null): boolean;
}

/** `ticket`: the reader's, its bytes. `now`: seconds since the epoch. */
export async function formToken(ticket: Bytes, now: number): Promise<FormToken> {
  const mac = await createMac(await readerKey(ticket), TOKEN_BYTES);
  const hour = Math.floor(now / SECONDS_PER_HOUR);
  const of = async (one: number) => toBase64url(await mac(utf8(`about form ${one}`)));
  const [text, before] = await Promise.all([of(hour), of(hour - 1)]);
  return { text, is: (said) => said === text || said === before };
}
