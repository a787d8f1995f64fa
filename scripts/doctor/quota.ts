// How full an account is, as far as the provider's REST API tells. It names no plan, so the config's word for it counts;
// requests a day are in its GraphQL API alone, which the mesh's token need not open.

import { WORKERS_OF_PLAN } from "../mint/limits.ts";
import type { Usage } from "../providers/provider.ts";
import { type DoctorFinding, fine, note } from "./finding.ts";

const NAMESPACES = 1_000;
const ROUTES_OF_A_ZONE = 1_000;
const NEARLY_FULL = 0.9;

export function checkUsage(
  about: string,
  { workers, namespaces, routes, plan }: Usage & { readonly plan: keyof typeof WORKERS_OF_PLAN },
): readonly DoctorFinding[] {
  const most = routes.reduce((fullest, { count }) => Math.max(fullest, count), 0);
  const says = [
    `${workers} of ${WORKERS_OF_PLAN[plan]} Workers of a ${plan} account`,
    `${namespaces} of ${NAMESPACES} KV namespaces`,
    `at most ${most} of ${ROUTES_OF_A_ZONE} routes in a zone`,
  ].join(", ");
  const isWorry =
    isNearlyFull(workers, WORKERS_OF_PLAN[plan]) ||
    isNearlyFull(namespaces, NAMESPACES) ||
    isNearlyFull(most, ROUTES_OF_A_ZONE);
  const next = "Remove what is not used, take a larger plan, or add an account to the config";
  return [isWorry ? note(about, says, next) : fine(about, says), requestsNote(about)];
}

/** From here on it is said. */
export function isNearlyFull(count: number, limit: number): boolean {
  return count >= limit * NEARLY_FULL;
}

function requestsNote(about: string): DoctorFinding {
  const says =
    "how many requests it had today is not read: the provider's REST API does not tell; a free account has 100,000 a day for all its mirrors";
  return note(about, says, "Look at the provider's dashboard when readers grow");
}
