// What some things of a browser's class do otherwise than it does. That stands on the class's prototype: on the things themselves it
// would hide what a page's own class, made of the browser's, does there.

/** From now on this thing does so. */
export type Stands = (thing: object, parts: PropertyDescriptorMap) => void;

/** `inherited`: what the class has from further up. */
export function createStands(Native: { readonly prototype: object }, inherited: PropertyDescriptorMap = {}): Stands {
  const { apply } = Reflect;
  const stands = new WeakMap<object, PropertyDescriptorMap>();
  const properties = { ...inherited, ...Object.getOwnPropertyDescriptors(Native.prototype) };
  for (const [name, property] of Object.entries(properties))
    for (const kind of ["get", "set", "value"] as const) {
      const native: unknown = property[kind];
      if (typeof native !== "function" || name === "constructor") continue;
      property[kind] = new Proxy(native, {
        apply: (_, self: object, args): unknown => apply(stands.get(self)?.[name]?.[kind] ?? native, self, args),
      });
    }
  Object.defineProperties(Native.prototype, properties);
  return (thing, parts) => void stands.set(thing, parts);
}
