// Where everything lies in this module's memory. One stream is read at a time; what belongs to it is one block, [STATE,
// STATE_END), which its owner copies out and back when streams take turns (machine.ts).

export const STATE: usize = 1024;
/** Noted attributes of the tag being read: 16 bytes each, ATTRIBUTES_LIMIT of them. */
export const ATTRIBUTES: usize = 1280;
export const ATTRIBUTES_LIMIT: i32 = 64;
/** Open elements that decide between HTML, SVG and MathML: one byte each. */
export const STACK: usize = 2304;
export const STACK_LIMIT: i32 = 256;
export const STATE_END: usize = 2560;
/** What kind of byte a byte is: 256 of CLASS_*. */
export const CLASSES: usize = 2560;
/** 16 bytes of 255, then 16 of 0: `MASKS + 16 - n` is a mask of n bytes. */
export const MASKS: usize = 2816;
/** By length, from 0: which first letters known names of this length have. */
export const ELEMENT_SHAPES: usize = 2880;
export const ATTRIBUTE_SHAPES: usize = 2960;
/** Known names: 256 slots of 24 bytes each. */
export const ELEMENT_WORDS: usize = 4096;
export const ATTRIBUTE_WORDS: usize = 10240;
/** What was learned of origins, for one service and mirror (origins.ts). */
export const ORIGINS: usize = 16384;
export const ORIGINS_END: usize = 49152;
/** Where the other side puts what it hands in: a name, or an origin and SCRATCH_SECOND its prefix. */
export const SCRATCH: usize = 49152;
export const SCRATCH_SECOND: usize = 49664;
export const INPUT: usize = 65536;
export const INPUT_END: usize = 327680;
/** Reads and writes go 16 bytes at a time and may pass an end by that much. */
export const OUTPUT: usize = 328704;
/** Whatever the input holds fits in, with what the edits of one tag can add. */
export const OUTPUT_END: usize = 623616;
export const PAGES: i32 = 10;

/** A longer tag is followed to its end but not read. */
export const MAX_TAG_BYTES: usize = 131072;

@unmanaged
export class State {
  /** The next byte to read, and where they end for now. */
  at: usize;
  end: usize;
  /** Everything before it is in the output, or replaced. */
  given: usize;
  out: usize;
  mode: i32;
  /** What `run` must finish first: PENDING_*. */
  pending: i32;

  // The tag being read. `tag` is 0 once it is too long to be held.
  place: i32;
  tag: usize;
  nameFrom: usize;
  nameTo: usize;
  valueFrom: usize;
  quote: i32;
  isEnd: i32;
  isSelfClosing: i32;
  isForeign: i32;
  element: u32;
  count: i32;
  slow: i32;
  seen: u64;

  // Raw content. `rawRead`: the other side reads it, from `rawFrom` to `at`.
  rawName: u64;
  rawLength: i32;
  rawRead: i32;
  rawFrom: usize;
  rawEnded: i32;
  hasEscapes: i32;
  escaped: i32;
  endsAtAnyTag: i32;

  dashes: i32;
  marks: i32;
  depth: i32;

  // Settings.
  xml: i32;
  /** References are relative to the primary: without a host they mean the same on the mirror. */
  onPrimary: i32;
  /** The next start tags are shown to the other side whatever they hold. */
  showsTags: i32;
  /** For tests: every tag with an attribute of ours goes to the other side. */
  isCareful: i32;
  /** Start tags of scripts are shown to the other side whatever they hold. */
  showsScripts: i32;
}

export const s = changetype<State>(STATE);

export const PENDING_NOTHING: i32 = 0;
export const PENDING_EDITS: i32 = 1;
export const PENDING_TAG: i32 = 2;

export const IN_TEXT: i32 = 0;
export const IN_TAG: i32 = 1;
export const IN_COMMENT: i32 = 2;
export const IN_BOGUS: i32 = 3;
export const IN_CDATA: i32 = 4;
export const IN_INSTRUCTION: i32 = 5;
export const IN_RAW: i32 = 6;

/** What a step ends in; what is above 0 goes to the other side (EVENT in machine.ts). */
export const GO_ON: i32 = -1;
export const WAIT: i32 = 0;
export const EVENT_TAG: i32 = 1;
export const EVENT_RAW: i32 = 2;
export const EVENT_FULL: i32 = 3;
