// Whether what stands before each zone with a relay is there: a rate for strangers, and ECH as the audience's country wants it.

import { guardFor, isGuarded } from "../mint/guard.ts";
import type { Provider } from "../providers/provider.ts";
import { type DoctorFinding, fine, note } from "./finding.ts";

export async function checkGuards(
  about: string,
  { provider, country }: { readonly provider: Provider; readonly country: string },
): Promise<readonly DoctorFinding[]> {
  const zones = (await provider.list()).flatMap(({ zone }) => zone ?? []);
  const bare: string[] = [];
  for (const zone of zones) if (!isGuarded(await provider.guardOf(zone), guardFor(country))) bare.push(zone);
  if (zones.length === 0) return [];
  if (bare.length === 0)
    return [fine(about, `a rate for strangers and the right ECH stand before ${zones.length} zones`)];
  const says = `no rate for strangers, or the wrong ECH, before ${bare.join(", ")}`;
  return [note(about, says, "`hezar reconcile` sets them; the token needs Zone WAF and Zone Settings (edit)")];
}
