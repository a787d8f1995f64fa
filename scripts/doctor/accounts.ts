// Accounts: does the token work, are the zones there, what may one day cost.

import { type Operator, openProviders } from "../operator.ts";
import { type Provider, ProviderError } from "../providers/provider.ts";
import type { Screen } from "../terminal/screen.ts";
import { broken, type DoctorFinding, fine, note } from "./finding.ts";

export async function checkAccounts(operator: Operator, env: Screen["env"]): Promise<readonly DoctorFinding[]> {
  const providers = await openProviders(operator, env);
  const found = await Promise.all([...providers].map(([id, provider]) => checkAccount(id, provider, operator)));
  return found.flat();
}

async function checkAccount(id: string, provider: Provider, { config }: Operator): Promise<readonly DoctorFinding[]> {
  const about = `account ${id}`;
  const isLocal = config.accounts.some((account) => account.id === id && account.local !== undefined);
  try {
    await provider.verify();
    const wanted = config.zones.filter(({ account }) => account === id).map(({ zone }) => zone);
    const there = await provider.zones(wanted);
    const missing = wanted.filter((zone) => !there.includes(zone));
    return [
      fine(about, `the token works, ${there.length} of ${wanted.length} zones are there`),
      ...missing.map((zone) =>
        broken(about, `the zone ${zone} is not in it`, "Add it at the provider, or take it out of the config"),
      ),
      ...(isLocal ? [] : [quota(about)]),
    ];
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    return [broken(about, error.message, error.next)];
  }
}

function quota(about: string): DoctorFinding {
  const says =
    "how much of its quota is used is not read yet; a free account has 100,000 requests a day for all its mirrors";
  return note(about, says, "Look at the provider's dashboard when readers grow");
}
