// The way to the board's drawing: a warden whose operator never looks at it does not parse it.

import type { MeshStatus } from "../../../shared/wardenapi.ts";
import type { Asked } from "./drawn.ts";

export async function showBoard(status: MeshStatus, asked: Asked): Promise<string> {
  const { drawBoard } = await import("./drawn.ts");
  return drawBoard(status, asked);
}
