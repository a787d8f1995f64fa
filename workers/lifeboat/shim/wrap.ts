// How a built-in is replaced: by a Proxy of itself, so that its name, length, statics, prototype and `[native code]` stay
// what sites look for. Whatever the shim needs of the page's own objects it reads before a script of the service runs.

const { apply, construct, defineProperty, getOwnPropertyDescriptor } = Reflect;

// biome-ignore lint/complexity/noBannedTypes: Reflect's own word for what can be called.
export type Callable = Function;
type Names = Record<string, unknown>;

/** Of a window's interface by name; undefined where this browser has none. */
export function prototypeOf(name: string): object | undefined {
  return (globalThis as unknown as Record<string, { readonly prototype?: object } | undefined>)[name]?.prototype;
}

/** Where a global function stands: on the window itself, in a worker further up. */
export function ownerOf(name: string): object | undefined {
  let owner: object | null = globalThis;
  while (owner && !Object.hasOwn(owner, name)) owner = Object.getPrototypeOf(owner) as object | null;
  return owner ?? undefined;
}

/** `handle` gets the original, its `this` and its arguments. */
export function wrapMethod(
  owner: object | undefined,
  name: string,
  handle: (original: Callable, self: unknown, args: unknown[]) => unknown,
): void {
  const property = owner && getOwnPropertyDescriptor(owner, name);
  if (!owner || typeof property?.value !== "function") return;
  defineProperty(owner, name, { ...property, value: new Proxy(property.value as Callable, { apply: handle }) });
}

export function wrapArgument(
  owner: object | undefined,
  names: string,
  change: (value: unknown, self: unknown) => unknown,
  at = 0,
): void {
  for (const name of names.split(" ")) {
    wrapMethod(owner, name, (original, self, args) => {
      if (args.length > at) args[at] = change(args[at], self);
      return apply(original, self, args) as unknown;
    });
  }
}

export interface AccessorChange {
  readonly get?: (value: never, self: never) => unknown;
  readonly set?: (value: never, self: never) => unknown;
}

export function wrapAccessor(owner: object | undefined, names: string, { get, set }: AccessorChange): void {
  for (const name of names.split(" ")) {
    const property = owner && getOwnPropertyDescriptor(owner, name);
    if (!owner || !property?.configurable) continue;
    const { get: read, set: write } = property;
    defineProperty(owner, name, {
      ...property,
      ...(get &&
        read && { get: new Proxy(read, { apply: (_, self) => get(apply(read, self, []) as never, self as never) }) }),
      ...(set &&
        write && {
          set: new Proxy(write, {
            apply: (_, self, [value]) => apply(write, self, [set(value as never, self as never)]) as unknown,
          }),
        }),
    });
  }
}

/** `after` comes when it was set. */
export function wrapSetter(owner: object | undefined, names: string, after: () => void): void {
  for (const name of names.split(" ")) {
    const property = owner && getOwnPropertyDescriptor(owner, name);
    if (!owner || !property?.set) continue;
    const set = new Proxy(property.set, {
      apply(write, self, args) {
        apply(write, self, args);
        after();
      },
    });
    defineProperty(owner, name, { ...property, set });
  }
}

/** `change` works on the arguments. */
export function wrapConstructor(name: string, change: (args: unknown[]) => void): void {
  const Original = (globalThis as unknown as Names)[name];
  if (typeof Original !== "function") return;
  const Wrapped: Callable = new Proxy(Original, {
    construct(original, args: unknown[], target) {
      change(args);
      return construct(original, args, target === Wrapped ? original : target) as object;
    },
  });
  defineProperty(globalThis, name, { ...getOwnPropertyDescriptor(globalThis, name), value: Wrapped });
  const prototype = prototypeOf(name);
  if (prototype) defineProperty(prototype, "constructor", { value: Wrapped, writable: true, configurable: true });
}

/** Of a built-in as it was before the page could touch it. */
export function getterOf<Value>(owner: object | undefined, name: string): ((self: unknown) => Value) | undefined {
  const read = owner && getOwnPropertyDescriptor(owner, name)?.get;
  return read && ((self) => apply(read, self, []) as Value);
}

export function methodOf<Value>(
  owner: object | undefined,
  name: string,
): ((self: unknown, ...args: readonly unknown[]) => Value) | undefined {
  const method = owner && (getOwnPropertyDescriptor(owner, name)?.value as Callable | undefined);
  return method && ((self, ...args) => apply(method, self, args) as Value);
}
