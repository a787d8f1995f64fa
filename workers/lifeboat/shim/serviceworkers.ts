// A page has one service worker, and on a mirror that is the lifeboat. A service's own are refused as a browser refuses them
// where they are not allowed; the lifeboat is not shown, or a page would send it messages or subscribe it to push.

import { getterOf, methodOf, wrapAccessor, wrapMethod, wrapResult } from "./wrap.ts";

const CONTAINER = "ServiceWorkerContainer";

/** Gives whether a lifeboat stands behind the page. */
export function guardServiceWorkers(door: string): () => boolean {
  const container = globalThis.navigator?.serviceWorker;
  if (!container) return () => false;
  const register = methodOf<Promise<unknown>>(CONTAINER, "register");
  const controllerOf = getterOf<unknown>(CONTAINER, "controller");
  // A page that reloads when its worker changes would reload when the lifeboat takes over.
  container.addEventListener("controllerchange", (event) => event.stopImmediatePropagation());
  try {
    if (!controllerOf(container))
      register(container, `/${door}/lifeboat.js`, { scope: "/", updateViaCache: "all" }).catch(() => undefined);
  } catch {
    // A sandboxed frame may have none.
  }
  wrapMethod(CONTAINER, "register", async () => {
    throw new DOMException("Failed to register a ServiceWorker: not allowed here.", "SecurityError");
  });
  wrapMethod(CONTAINER, "getRegistration", async () => undefined);
  wrapMethod(CONTAINER, "getRegistrations", async () => []);
  wrapAccessor(CONTAINER, "controller", { get: () => null });
  const never = new Promise(() => undefined);
  wrapAccessor(CONTAINER, "ready", { get: () => never });
  // What the lifeboat keeps lies in a cache named after the door (shelf.ts).
  const kept = `${door}-`;
  wrapResult("CacheStorage", "keys", async (names: Promise<string[]>) =>
    (await names).filter((name) => !name.startsWith(kept)),
  );
  return () => Boolean(controllerOf(container));
}
