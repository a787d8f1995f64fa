// What scripts ask for: in pages and in workers alike. What answers say of their address is read back as the service's.
// Where no lifeboat does it, the relay is told which requests go without the service's cookies (askedas.ts): the mirror's
// pass goes along with all of them, or they would meet the cover.

import { ASKED_AS, ASKED_WITHOUT_COOKIES } from "../../../shared/domain/askedas.ts";
import { type Addresses, isAddress } from "./addresses.ts";
import { apply, getterOf, methodOf, ownerOf, wrapAccessor, wrapArgument, wrapConstructor, wrapMethod } from "./wrap.ts";

const NativeRequest = globalThis.Request;
const urlOf = getterOf<string>("Request", "url");

export function mapRequests(addresses: Addresses, hasLifeboat: () => boolean): void {
  const { read, service } = addresses;
  // Absolute, because in a worker a path would count from the worker's own script.
  const absolute = (value: unknown) =>
    isAddress(value) ? (addresses.resolve(addresses.own(value))?.href ?? value) : value;
  const prepare = (args: unknown[]) => {
    args[0] = absolute(args[0]);
    const options = args[1] as { readonly referrer?: unknown } | undefined;
    // One that is itself a Request has been prepared.
    if (options && Object.hasOwn(options, "referrer")) args[1] = { ...options, referrer: absolute(options.referrer) };
  };
  wrapMethod(ownerOf("fetch"), "fetch", (fetch, self, args) => {
    prepare(args);
    const told = hasLifeboat() ? undefined : withoutCookies(args, addresses);
    return apply(fetch, self, told ? [told] : args) as unknown;
  });
  wrapConstructor("Request", prepare);
  const wrapFirst = (name: string, change: (value: unknown) => unknown) =>
    wrapConstructor(name, (args) => {
      args[0] = change(args[0]);
    });
  wrapFirst("EventSource", absolute);
  wrapFirst("WebSocket", addresses.own);
  wrapFirst("Audio", addresses.own);
  const setHeader = methodOf<void>("XMLHttpRequest", "setRequestHeader");
  wrapMethod("XMLHttpRequest", "open", (open, self, args) => {
    args[1] = absolute(args[1]);
    const opened = apply(open, self, args) as unknown;
    const isApart = addresses.isApart(String(args[1])) && !(self as XMLHttpRequest).withCredentials;
    if (isApart && !hasLifeboat()) setHeader(self, ASKED_AS, ASKED_WITHOUT_COOKIES);
    return opened;
  });
  wrapArgument("Navigator", "sendBeacon", absolute);
  for (const name of ["Request", "Response", "EventSource"]) wrapAccessor(name, "url", { get: read });
  wrapAccessor("XMLHttpRequest", "responseURL", { get: read });
  wrapAccessor("WebSocket", "url", { get: service });
}

/** The request to send instead; undefined: it may have what it would have at home. */
function withoutCookies([address, options]: readonly unknown[], { isApart, isOwn }: Addresses): Request | undefined {
  const isRequest = address instanceof NativeRequest;
  const credentials =
    (options as RequestInit | undefined)?.credentials ?? (isRequest ? address.credentials : "same-origin");
  const url = isRequest ? urlOf(address) : String(address);
  if (!isOwn(url) || credentials === "include" || (credentials === "same-origin" && !isApart(url))) return undefined;
  const asked = new NativeRequest(address as string, options as RequestInit);
  const told = new NativeRequest(asked, { credentials: "same-origin" });
  told.headers.set(ASKED_AS, ASKED_WITHOUT_COOKIES);
  return told;
}
