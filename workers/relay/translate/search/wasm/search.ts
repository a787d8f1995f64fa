// The searches of scripts and sheets in WebAssembly; each file has one, and engine.ts calls them.
import { PAGES, SCRIPT_TABLE, SHEET_TABLE } from "./layout";
import { clear } from "./known";

export { given, out, region } from "./edits";
export { clear, learn } from "./known";
export { INPUT, INPUT_BYTES, OUTPUT, SCRATCH, SCRATCH_SECOND, SCRIPT_TABLE, SHEET_TABLE } from "./layout";
export { keyFrom, keyTo, literalAt, literals } from "./literals";
export { findName } from "./names";
export { sheet, sheetAt, sheetFlags, sheetKeyFrom, sheetKeyTo, sheetMode, sheetQuote } from "./sheet";

memory.grow(PAGES - memory.size());
clear(SHEET_TABLE);
clear(SCRIPT_TABLE);
