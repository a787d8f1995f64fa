// The fast way through a sheet where nothing is open (css.ts is the other one): the search in WebAssembly passes by what
// holds no address and replaces known origins in plain url(…). Both ways give the same; which one runs is a matter of speed.
import type { AddressMap } from "../../../../shared/domain/address.ts";
import type { Bytes } from "../bytes.ts";
import { type MapReference, prefixOf } from "../reference.ts";
import { BLOCK_BYTES, EVENT, engine } from "../search/engine.ts";
import type { Window } from "../window.ts";

export interface SheetPlace {
  readonly map: AddressMap;
  readonly door: string;
  /** The upstream address of the sheet or of the document it stands in. */
  readonly url: string;
}

/** Where a sheet stands open: in nothing, in a string that is no address, or in a comment. */
export interface OpenPlace {
  at: number;
  mode: number;
  quote: number;
  /** In a string: 1 an escape, 2 an escaped CR stands right before; in a comment: 1 a star does. */
  flags: number;
}

export const MODE = { normal: 0, string: 1, comment: 2 } as const;

export interface Passing {
  /** Goes on from `place` as far as it can. False: the other way must read at least one token from there. */
  pass(view: Window, place: OpenPlace): boolean;
  /** The window has moved. */
  forget(): void;
}

const NOTHING: Bytes = new Uint8Array(0);
export function createPassing({ map, door, url }: SheetPlace, mapOne: MapReference): Passing {
  const { exports, input, load, replaced, sheets, text } = engine();
  const isOnPrimary = map.toMirror("/", url) === undefined ? 1 : 0;
  /** The block in the engine's memory. */
  let [from, end] = [0, 0];

  const learn = (origin: string): boolean => {
    const mapped = mapOne(`${origin}/`);
    const prefix = mapped === undefined ? undefined : prefixOf(mapped);
    if (mapped !== undefined && prefix === undefined) return false;
    // A path of the primary that begins like the door may have no place on this mirror.
    const unless = prefix === "" ? { unless: door.charCodeAt(0) } : {};
    sheets.learn(origin, prefix === undefined ? undefined : { text: prefix, ...unless });
    return true;
  };
  const take = (view: Window) => {
    const done = replaced();
    if (done) view.replace(from + done.from, from + done.to, [done.bytes]);
  };
  return {
    pass(view, place) {
      if (place.at < from || place.at >= end) {
        from = place.at;
        end = Math.min(view.end, from + BLOCK_BYTES);
        load(view.bytes, { from, to: end, before: NOTHING });
        sheets.use(map);
      }
      exports.sheetAt.value = input + place.at - from;
      exports.sheetMode.value = place.mode;
      exports.sheetQuote.value = place.quote;
      exports.sheetFlags.value = place.flags;
      for (;;) {
        const event = exports.sheet(input + end - from, isOnPrimary);
        take(view);
        const keyTo = Number(exports.sheetKeyTo.value);
        const isLearned = event === EVENT.ask && keyTo > 0 && learn(text(Number(exports.sheetKeyFrom.value), keyTo));
        if (event === EVENT.full || isLearned) continue;
        place.at = from + Number(exports.sheetAt.value) - input;
        place.mode = Number(exports.sheetMode.value);
        place.quote = Number(exports.sheetQuote.value);
        place.flags = Number(exports.sheetFlags.value);
        return event === EVENT.done;
      }
    },
    forget() {
      from = 0;
      end = 0;
    },
  };
}
