// What grows with what: each operation at the size, with twice the readers, twice the mirrors (and as many more burned), and
// both. What grows with readers × mirrors is four times as much then; nothing may be.
import { countOperations, type Operation } from "./operations.ts";
import { type Size, shapeOf } from "./shape.ts";

export interface Growth {
  readonly operation: Operation;
  readonly byReaders: number;
  readonly byMirrors: number;
  readonly byBoth: number;
}

/** A tenth above doubling, for what is rounded. */
const LINEAR = 2.1;

export function measureGrowth({ readers, mirrors, burned }: Size): readonly Growth[] {
  const at = (more: { readonly readers: number; readonly mirrors: number }) =>
    countOperations(
      shapeOf({ readers: readers * more.readers, mirrors: mirrors * more.mirrors, burned: burned * more.mirrors }),
    );
  const here = at({ readers: 1, mirrors: 1 });
  const [twiceReaders, twiceMirrors, both] = [
    at({ readers: 2, mirrors: 1 }),
    at({ readers: 1, mirrors: 2 }),
    at({ readers: 2, mirrors: 2 }),
  ];
  return here.map((operation, row) => {
    const grown = (list: readonly Operation[]) => (list[row]?.perDay ?? 0) / operation.perDay;
    return { operation, byReaders: grown(twiceReaders), byMirrors: grown(twiceMirrors), byBoth: grown(both) };
  });
}

export function isLinear({ byBoth }: Growth): boolean {
  return byBoth <= LINEAR;
}
