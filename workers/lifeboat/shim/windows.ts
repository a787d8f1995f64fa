// Other windows. A popup's or a foreign frame's `location` and `postMessage` cannot be replaced on the window itself, so
// scripts get a stand-in for it; the same one for the same window, wherever they meet it. `top` alone always is the window.
// A window's own `postMessage` stays the browser's: called through a script of that window it would name itself as the source.
// So a frame of the page's own origin must not name the service's origin as its parent's.

import type { Addresses } from "./addresses.ts";
import { createLocation } from "./location.ts";
import { documentOf } from "./originals.ts";
import { apply, wrapAccessor, wrapMethod } from "./wrap.ts";

export interface WindowPorts {
  readonly addresses: Addresses;
  readonly guardWindow: (child: Window | null) => void;
  readonly guardFrame: (address: string) => string;
}

export function guardWindows({ addresses, guardWindow, guardFrame }: WindowPorts): void {
  const standIns = new WeakMap<object, Window>();
  const standInFor = (real: Window): Window => {
    const made = standIns.get(real) ?? createStandIn(real, { addresses, open });
    standIns.set(real, made);
    standIns.set(made, made);
    return made;
  };
  const asMet = (real: unknown): unknown =>
    standIns.get(real as object) ?? (isForeign(real) ? standInFor(real as Window) : real);
  const open = (original: (...args: unknown[]) => Window | null, self: unknown, args: unknown[]) => {
    if (args.length > 0 && args[0] !== undefined) {
      args[0] = addresses.instead(args[0]) ?? guardFrame(String(addresses.own(args[0])));
    }
    const opened = apply(original, self, args) as Window | null;
    guardWindow(opened);
    return opened && opened !== window ? standInFor(opened) : opened;
  };

  wrapMethod(globalThis, "open", open as never);
  for (const name of ["HTMLIFrameElement", "HTMLFrameElement", "HTMLObjectElement"]) {
    wrapAccessor(name, "contentWindow", {
      get: (real: Window | null, self: Element) => (real && isSecondary(self) ? standInFor(real) : asMet(real)),
    });
  }
  for (const name of ["parent", "opener"]) wrapAccessor(globalThis, name, { get: asMet });
  wrapAccessor("MessageEvent", "source", { get: asMet });
  wrapAccessor("MessageEvent", "origin", {
    get: (origin: string) =>
      /^https?:/.test(origin) ? (URL.parse(addresses.read(`${origin}/`))?.origin ?? origin) : origin,
  });

  /** Its document will be of another origin, though the frame's first, blank one still is of this. */
  function isSecondary(frame: Element): boolean {
    const url = URL.parse(String((frame as HTMLIFrameElement).src ?? (frame as HTMLObjectElement).data));
    const own = [location.href, addresses.service(location.href)].map((one) => URL.parse(one)?.origin);
    return url !== null && /^https?:$/.test(url.protocol) && !own.includes(url.origin);
  }
}

interface StandInPorts {
  readonly addresses: Addresses;
  readonly open: (original: (...args: unknown[]) => Window | null, self: unknown, args: unknown[]) => Window | null;
}

function createStandIn(real: Window, { addresses, open }: StandInPorts): Window {
  const theirs = createLocation(real.location, addresses);
  const kept = new Map<string | symbol, unknown>([
    ["location", theirs],
    ["postMessage", (...args: unknown[]) => apply(real.postMessage, real, addressed(args, addresses)) as unknown],
  ]);
  const made = (name: string | symbol, value: unknown) => {
    kept.set(name, value);
    return value;
  };
  const standIn: Window = new Proxy(Object.create(null) as Window, {
    get(_, name) {
      if (kept.has(name)) return kept.get(name);
      const value = Reflect.get(real, name) as unknown;
      if (value === real) return standIn;
      if (name === "open" && typeof value === "function" && !isForeign(real))
        return made(name, (...args: unknown[]) => open(value as never, real, args));
      // A window's methods want their window; its constructors have a prototype and stay what they are.
      const isMethod = typeof value === "function" && !("prototype" in value);
      return isMethod ? made(name, (value as () => unknown).bind(real)) : value;
    },
    set(_, name, value) {
      if (name === "location") theirs.href = value as string;
      else {
        Reflect.set(real, name, value);
        kept.delete(name);
      }
      return true;
    },
    has: (_, name) => Reflect.has(real, name),
    deleteProperty: (_, name) => Reflect.deleteProperty(real, name),
    getPrototypeOf: () => (isForeign(real) ? null : (Reflect.getPrototypeOf(real) as object | null)),
  });
  return standIn;
}

/** The origin a message is meant for, as second argument or in its options. */
function addressed(args: unknown[], { home }: Addresses): unknown[] {
  const target = args[1] as string | { readonly targetOrigin?: string } | undefined;
  if (typeof target === "string") args[1] = home(target);
  else if (target?.targetOrigin !== undefined) args[1] = { ...target, targetOrigin: home(target.targetOrigin) };
  return args;
}

/** A window whose document may not be read. Anything else (a port, a worker) is none. */
function isForeign(value: unknown): boolean {
  let isWindow = false;
  try {
    // Readable across origins.
    isWindow = (value as Window).window === value;
    return isWindow && documentOf(value) === undefined;
  } catch {
    return isWindow;
  }
}
