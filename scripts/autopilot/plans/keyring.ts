// Without a keyring in force no link opens, so it is signed anew when half of its time is left.

import { isDue } from "../../mint/keyring.ts";
import type { Action } from "../action.ts";
import type { Observed } from "../observed.ts";

export function planKeyring({ status }: Observed, now: number): readonly Action[] {
  return isDue(status.keyring, now) ? [{ kind: "renew-keyring" }] : [];
}
