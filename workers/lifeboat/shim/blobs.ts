// Files that scripts make and then run: a worker or a frame from a `blob:` address. The shim goes in front of them, in a
// copy, at the moment they are used; what the script made stays as it made it (it may be a download).

const known = new Map<string, Blob>();

export function watchBlobs(): void {
  const { createObjectURL, revokeObjectURL } = URL;
  const wrap = (name: "createObjectURL" | "revokeObjectURL", value: unknown) =>
    Object.defineProperty(URL, name, { value, writable: true, configurable: true, enumerable: true });
  wrap(
    "createObjectURL",
    new Proxy(createObjectURL, {
      apply(make, self, args: [Blob]) {
        const address = Reflect.apply(make, self, args) as string;
        if (args[0] instanceof Blob) known.set(address, args[0]);
        return address;
      },
    }),
  );
  wrap(
    "revokeObjectURL",
    new Proxy(revokeObjectURL, {
      apply(revoke, self, args: [string]) {
        known.delete(args[0]);
        return Reflect.apply(revoke, self, args) as undefined;
      },
    }),
  );
  guard = (address, before) => {
    const blob = known.get(address.split("#")[0] ?? "");
    const prefix = blob && before(blob.type);
    return prefix === undefined || !blob ? address : createObjectURL(new Blob([prefix, blob], { type: blob.type }));
  };
}

/** The address of a copy with `before(type)` in front of it; the same address where that is undefined. */
export let guard = (address: string, _before: (type: string) => string | undefined): string => address;
