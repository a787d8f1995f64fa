// The board as markup in the operator's language: all its drawing and words, a module of its own (show.ts).

import type { MeshStatus } from "../../../shared/wardenapi.ts";
import { boardPage } from "./page.ts";
import { chooseLanguage, wordsFor } from "./words.ts";

export interface Asked {
  /** The language somebody chose, if one did. */
  readonly language: string | undefined;
  readonly acceptLanguage: string;
}

export async function drawBoard(status: MeshStatus, { language, acceptLanguage }: Asked): Promise<string> {
  return String(await boardPage(status, wordsFor(chooseLanguage(language, acceptLanguage))));
}
