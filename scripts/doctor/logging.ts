// What the provider writes down about readers, read back from every Worker of the mesh: nothing, or it is broken.

import type { LogKind, Provider } from "../providers/provider.ts";
import { broken, type DoctorFinding, fine } from "./finding.ts";

const NEXT =
  "`hezar up` switches it off. Look who has access to the account; delete at the provider what was written meanwhile";

export async function checkLogging(about: string, provider: Provider): Promise<readonly DoctorFinding[]> {
  const names = (await provider.list()).map(({ name }) => name);
  const read = await Promise.all(names.map(async (name) => ({ name, kinds: await provider.logging(name) })));
  const logged = read.filter(({ kinds }) => kinds.length > 0);
  if (names.length === 0) return [];
  if (logged.length === 0) return [fine(about, `logging is off on every Worker of the mesh (${names.length})`)];
  return logged.map(({ name, kinds }) =>
    broken(name, `${kindsText(kinds)} on: readers' requests are written down`, NEXT),
  );
}

function kindsText(kinds: readonly LogKind[]): string {
  return `${kinds.join(" and ")} ${kinds.length === 1 ? "is" : "are"}`;
}
