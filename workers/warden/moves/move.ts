// What a move answers when it cannot be made; nothing has been written by then.

import type { Refusal } from "../../../shared/domain/result.ts";

export type MoveRefusal = Refusal<"invalid" | "unknown" | "conflict">;
export type Moved<T> = { readonly ok: true; readonly value: T } | MoveRefusal;
