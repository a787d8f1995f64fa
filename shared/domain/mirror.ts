// A mirror's life, and what its names look like.

/** A mirror's life, in order; `suspect` may return to `live`, all others only go on. */
export type MirrorState = "minting" | "reserve" | "live" | "suspect" | "burned" | "retired";

/** States in which a mirror may be handed to readers. */
export function isUsable(state: MirrorState): boolean {
  return state === "reserve" || state === "live";
}

export const LABEL = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/;
export const DOOR = /^[a-z]{8}$/;
