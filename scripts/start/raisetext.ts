// What each part of raising a mesh is called while it goes on.

import type { RaiseStep } from "../mint/raise.ts";

const DOING: Readonly<Record<RaiseStep, string>> = {
  account: "Checking the account",
  kv: "Making room in KV",
  warden: "Deploying the warden",
  keyring: "Signing the keyring",
  settings: "Telling the warden the config",
  beacon: "Deploying the beacon",
};

export function raiseText(step: RaiseStep): string {
  return DOING[step];
}
