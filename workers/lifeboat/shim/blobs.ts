// Files that scripts make and then run: a worker or a frame from a `blob:` address. The shim goes in front of them, in a
// copy, at the moment they are used; what the script made stays as it made it (it may be a download).

import { methodOf, wrapCall, wrapResult } from "./wrap.ts";

const known = new Map<string, Blob>();

export function watchBlobs(): void {
  const make = methodOf<string>(URL, "createObjectURL");
  wrapResult(URL, "createObjectURL", (address: string, _, [blob]) => {
    if (blob instanceof Blob) known.set(address, blob);
    return address;
  });
  wrapCall(URL, "revokeObjectURL", (_, [address]) => known.delete(address as string));
  guard = (address, before) => {
    const blob = known.get(address.split("#")[0] ?? "");
    const prefix = blob && before(blob.type);
    return prefix === undefined ? address : make(URL, new Blob([prefix, blob as Blob], { type: blob?.type ?? "" }));
  };
}

/** The address of a copy with `before(type)` in front of it; the same address where that is undefined. */
export let guard = (address: string, _before: (type: string) => string | undefined): string => address;
