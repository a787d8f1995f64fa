// How a built-in is replaced: by a Proxy of itself, so that its name, length, statics, prototype and `[native code]` stay
// what sites look for. Whatever the shim needs of the page's own objects it reads before a script of the service runs.
// An owner is an object, or the name of an interface for its prototype; one that this browser lacks is left out. What a
// built-in takes and gives is known only to whoever names it, so it passes here as `never`, and each caller says its type.

export const { apply, defineProperty } = Reflect;
const { construct, getOwnPropertyDescriptor } = Reflect;

// biome-ignore lint/complexity/noBannedTypes: Reflect's own word for what can be called.
export type Callable = Function;
type Owner = object | string | undefined;

function ownerBy(owner: Owner): object | undefined {
  if (typeof owner !== "string") return owner;
  return (globalThis as unknown as Record<string, { readonly prototype?: object } | undefined>)[owner]?.prototype;
}

/** Where a global function stands: on the window itself, in a worker further up. */
export function ownerOf(name: string): object | undefined {
  let owner: object | null = globalThis;
  while (owner && !getOwnPropertyDescriptor(owner, name)) owner = Object.getPrototypeOf(owner) as object | null;
  return owner ?? undefined;
}

function descriptorOf(owner: Owner, name: string): PropertyDescriptor | undefined {
  const found = ownerBy(owner);
  return found && getOwnPropertyDescriptor(found, name);
}

/** Gives every property of these names what `change` makes of it. */
function redefine(
  owner: Owner,
  names: string,
  change: (property: PropertyDescriptor) => PropertyDescriptor | false | undefined,
): void {
  const found = ownerBy(owner);
  for (const name of names.split(" ")) {
    const property = descriptorOf(found, name);
    if (found && property?.configurable) defineProperty(found, name, { ...property, ...change(property) });
  }
}

/** `handle` gets the original, its `this` and its arguments. */
export function wrapMethod(
  owner: Owner,
  names: string,
  handle: (original: Callable, self: unknown, args: unknown[]) => unknown,
): void {
  redefine(
    owner,
    names,
    ({ value }) => typeof value === "function" && { value: new Proxy(value as Callable, { apply: handle }) },
  );
}

/** `before` may work on the arguments. */
export function wrapCall(owner: Owner, names: string, before: (self: unknown, args: unknown[]) => void): void {
  wrapMethod(owner, names, (original, self, args) => {
    before(self, args);
    return apply(original, self, args) as unknown;
  });
}

export function wrapArgument(
  owner: Owner,
  names: string,
  change: (value: unknown, self: unknown, args: readonly unknown[]) => unknown,
  at = 0,
): void {
  wrapCall(owner, names, (self, args) => {
    if (args.length > at) args[at] = change(args[at], self, args);
  });
}

/** `change` comes once the original has done its work. */
export function wrapResult(
  owner: Owner,
  names: string,
  change: (result: never, self: unknown, args: readonly unknown[]) => unknown,
): void {
  wrapMethod(owner, names, (original, self, args) => change(apply(original, self, args) as never, self, args));
}

export interface AccessorChange {
  readonly get?: (value: never, self: never) => unknown;
  readonly set?: (value: never, self: never) => unknown;
}

export function wrapAccessor(owner: Owner, names: string, { get, set }: AccessorChange): void {
  redefine(
    owner,
    names,
    ({ get: read }) =>
      get &&
      read && { get: new Proxy(read, { apply: (_, self) => get(apply(read, self, []) as never, self as never) }) },
  );
  if (set) wrapSetter(owner, names, (write, value, self) => write(set(value as never, self as never)));
}

/** `handle` sets, by `write` or otherwise. */
export function wrapSetter(
  owner: Owner,
  names: string,
  handle: (write: (value: unknown) => void, value: unknown, self: unknown) => void,
): void {
  redefine(
    owner,
    names,
    ({ set }) =>
      set && {
        set: new Proxy(set, { apply: (_, self, [value]) => handle((one) => apply(set, self, [one]), value, self) }),
      },
  );
}

/** `change` works on the arguments. */
export function wrapConstructor(name: string, change: (args: unknown[]) => void): void {
  redefine(globalThis, name, ({ value: Original }) => {
    if (typeof Original !== "function") return false;
    const Wrapped: Callable = new Proxy(Original as Callable, {
      construct(original, args: unknown[], target) {
        change(args);
        return construct(original, args, target === Wrapped ? original : target) as object;
      },
    });
    // Audio makes what HTMLAudioElement is.
    redefine(name, "constructor", ({ value }) => value === Original && { value: Wrapped });
    return { value: Wrapped };
  });
}

/** Of a built-in as it was before the page could touch it; of one that is missing nothing comes. */
export function getterOf<Value>(owner: Owner, name: string): (self: unknown) => Value {
  return methodBy(descriptorOf(owner, name)?.get);
}

export function setterOf(owner: Owner, name: string): (self: unknown, value: unknown) => void {
  return methodBy(descriptorOf(owner, name)?.set);
}

export function methodOf<Value>(owner: Owner, name: string): (self: unknown, ...args: readonly unknown[]) => Value {
  return methodBy(descriptorOf(owner, name)?.value as Callable | undefined);
}

function methodBy<Value>(method: Callable | undefined): (self: unknown, ...args: readonly unknown[]) => Value {
  return (self, ...args) => (method && apply(method, self, args)) as Value;
}
