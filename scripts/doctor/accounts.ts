// Accounts: does the token work, are the zones there, is nothing written down about readers, how full is it.

import { type Operator, openProviders } from "../operator/operator.ts";
import { type Provider, ProviderError } from "../providers/provider.ts";
import type { Screen } from "../terminal/screen.ts";
import { broken, type DoctorFinding, fine } from "./finding.ts";
import { checkGuards } from "./guard.ts";
import { checkLogging } from "./logging.ts";
import { checkUsage } from "./quota.ts";

/** Who looks wants to know now; an account that is away for a moment is worth one more try. */
export const ATTEMPTS = 2;

export async function checkAccounts(operator: Operator, env: Screen["env"]): Promise<readonly DoctorFinding[]> {
  const providers = await openProviders(operator, env, { attempts: ATTEMPTS });
  const found = await Promise.all([...providers].map(([id, provider]) => checkAccount(id, provider, operator)));
  return found.flat();
}

async function checkAccount(id: string, provider: Provider, { config }: Operator): Promise<readonly DoctorFinding[]> {
  const about = `account ${id}`;
  const { local, plan = "free" } = config.accounts.find((account) => account.id === id) ?? {};
  const wanted = config.zones.filter(({ account }) => account === id).map(({ zone }) => zone);
  const found: DoctorFinding[] = [];
  try {
    await provider.verify();
    found.push(...(await checkZones(about, { provider, wanted })));
    found.push(...(await checkLogging(about, provider)));
    found.push(...(await checkGuards(about, { provider, country: config.audience.country })));
    if (local === undefined) found.push(...checkUsage(about, { ...(await provider.usage(wanted)), plan }));
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    found.push(broken(about, error.message, error.next));
  }
  return found;
}

async function checkZones(
  about: string,
  { provider, wanted }: { readonly provider: Provider; readonly wanted: readonly string[] },
): Promise<readonly DoctorFinding[]> {
  const there = await provider.zones(wanted);
  const missing = wanted.filter((zone) => !there.some((state) => state.zone === zone));
  const stopped = there.filter(({ status }) => status !== "active");
  return [
    fine(about, `the token works, ${there.length} of ${wanted.length} zones are there`),
    ...missing.map((zone) =>
      broken(about, `the zone ${zone} is not in it`, "Add it at the provider, or take it out of the config"),
    ),
    ...stopped.map(({ zone, status }) =>
      broken(
        about,
        `the zone ${zone} is ${status}, not active: no request reaches it`,
        "Look at its name servers and at its registrar, or take it out of the config",
      ),
    ),
  ];
}
