// What the operator told the warden: the mesh's settings and the root-signed keyring, each one text; who steers it, what its
// shelves hold, and whose memory it took up.

import type { Lease, MeshSettings } from "../../../shared/wardenapi.ts";
import { EMPTY, type SnapshotsState } from "../snapshots/state.ts";

export interface StoredKeyring {
  readonly text: string;
  readonly version: number;
  /** When the first key that is not revoked stops being good, seconds. */
  readonly notAfter: number;
  readonly kill?: true;
}

export interface Settings {
  mesh(): MeshSettings | undefined;
  saveMesh(mesh: MeshSettings): void;
  keyring(): StoredKeyring | undefined;
  saveKeyring(keyring: StoredKeyring): void;
  lease(): Lease | undefined;
  saveLease(lease: Lease): void;
  snapshots(): SnapshotsState;
  saveSnapshots(state: SnapshotsState): void;
  /** The number of the snapshot whose memory this is. */
  restored(): number | undefined;
  saveRestored(number: number): void;
  /** When sealed lists were last published, seconds; undefined: never. */
  listsPublished(): number | undefined;
  saveListsPublished(at: number): void;
}

export function createSettings(sql: SqlStorage): Settings {
  const read = <T>(name: string): T | undefined => {
    const [row] = sql.exec<{ value: string }>("SELECT value FROM settings WHERE name = ?", name).toArray();
    return row === undefined ? undefined : (JSON.parse(row.value) as T);
  };
  const write = (name: string, value: unknown): void => {
    sql.exec("INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)", name, JSON.stringify(value));
  };
  return {
    mesh: () => read<MeshSettings>("mesh"),
    saveMesh: (mesh) => write("mesh", mesh),
    keyring: () => read<StoredKeyring>("keyring"),
    saveKeyring: (keyring) => write("keyring", keyring),
    lease: () => read<Lease>("lease"),
    saveLease: (lease) => write("lease", lease),
    snapshots: () => read<SnapshotsState>("snapshots") ?? EMPTY,
    saveSnapshots: (state) => write("snapshots", state),
    restored: () => read<number>("restored"),
    saveRestored: (number) => write("restored", number),
    listsPublished: () => read<number>("listsPublished"),
    saveListsPublished: (at) => write("listsPublished", at),
  };
}
