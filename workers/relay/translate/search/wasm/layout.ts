// Where everything lies in this module's memory, and what the other side (engine.ts) reads and sets. A call works on one
// block of bytes that has been copied to INPUT; nothing is kept from call to call but the tables of what was learned.

/** What is known of addresses in sheets, and of those in scripts (known.ts). */
export const SHEET_TABLE: usize = 1024;
export const SCRIPT_TABLE: usize = 26624;
export const TABLE_BYTES: usize = 25600;
export const SCRATCH: usize = 52224;
export const SCRATCH_SECOND: usize = 53248;
/** Bytes before a block, for looking back, lie before INPUT. */
export const INPUT: usize = 65600;
export const INPUT_BYTES: usize = 65536;
/** Reads and writes go 16 bytes at a time and may pass an end by that much. */
export const OUTPUT: usize = 131584;
export const OUTPUT_END: usize = 327680;
export const PAGES: i32 = 6;

/** What a call ends in: the block is read, the output is full, or the other side must look (see `at`). */
export const DONE: i32 = 0;
export const FULL: i32 = 1;
export const ASK: i32 = 2;
