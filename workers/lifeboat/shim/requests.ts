// What scripts ask for: in pages and in workers alike. What answers say of their address is read back as the service's.
// Where no lifeboat does it, the relay is told which requests go without the service's cookies (askedas.ts): the mirror's
// pass goes along with all of them, or they would meet the cover.

import { ASKED_AS, ASKED_WITHOUT_COOKIES } from "../../../shared/domain/askedas.ts";
import { type Addresses, isAddress } from "./addresses.ts";
import {
  getterOf,
  methodOf,
  ownerOf,
  prototypeOf,
  wrapAccessor,
  wrapArgument,
  wrapConstructor,
  wrapMethod,
} from "./wrap.ts";

const NativeRequest = globalThis.Request;
const urlOf = getterOf<string>(prototypeOf("Request"), "url");

type Options = Readonly<Record<string, unknown>>;

export function mapRequests(addresses: Addresses, hasLifeboat: () => boolean): void {
  const { read, service } = addresses;
  // Absolute, because in a worker a path would count from the worker's own script.
  const absolute = (value: unknown) =>
    isAddress(value) ? (addresses.resolve(addresses.own(value))?.href ?? value) : value;
  const prepare = (args: unknown[]) => {
    args[0] = absolute(args[0]);
    if (typeof args[1] === "object" && args[1]) args[1] = prepared(args[1] as Options, absolute);
  };
  wrapMethod(ownerOf("fetch"), "fetch", (fetch, self, args) => {
    prepare(args);
    const told = hasLifeboat() ? undefined : withoutCookies(args, addresses);
    return Reflect.apply(fetch, self, told ? [told] : args) as unknown;
  });
  wrapConstructor("Request", prepare);
  wrapConstructor("EventSource", (args) => {
    args[0] = absolute(args[0]);
  });
  wrapConstructor("WebSocket", (args) => {
    args[0] = addresses.own(args[0]);
  });
  const asked = prototypeOf("XMLHttpRequest");
  const setHeader = methodOf<void>(asked, "setRequestHeader");
  wrapMethod(asked, "open", (open, self, args) => {
    args[1] = absolute(args[1]);
    const opened = Reflect.apply(open, self, args) as unknown;
    const isApart = addresses.isApart(String(args[1])) && !(self as XMLHttpRequest).withCredentials;
    if (isApart && !hasLifeboat()) setHeader?.(self, ASKED_AS, ASKED_WITHOUT_COOKIES);
    return opened;
  });
  wrapArgument(prototypeOf("Navigator"), "sendBeacon", absolute);
  wrapAccessor(prototypeOf("Request"), "url", { get: read });
  wrapAccessor(prototypeOf("Response"), "url", { get: read });
  wrapAccessor(asked, "responseURL", { get: read });
  wrapAccessor(prototypeOf("WebSocket"), "url", { get: service });
  wrapAccessor(prototypeOf("EventSource"), "url", { get: read });
}

/** The request to send instead; undefined: it may have what it would have at home. */
function withoutCookies([address, options]: readonly unknown[], { isApart, isOwn }: Addresses): Request | undefined {
  const isRequest = address instanceof NativeRequest;
  const credentials =
    (options as RequestInit | undefined)?.credentials ?? (isRequest ? address.credentials : "same-origin");
  const url = isRequest ? (urlOf?.(address) ?? "") : String(address);
  if (!isOwn(url) || credentials === "include" || (credentials === "same-origin" && !isApart(url))) return undefined;
  const asked = new NativeRequest(address as string, options as RequestInit);
  const told = new NativeRequest(asked, { credentials: "same-origin" });
  told.headers.set(ASKED_AS, ASKED_WITHOUT_COOKIES);
  return told;
}

/** Read through, not copied: the options may be a Request. */
function prepared(options: Options, absolute: (value: unknown) => unknown): Options {
  return new Proxy(options, {
    get(_, name) {
      const value = Reflect.get(options, name) as unknown;
      return name === "referrer" ? absolute(value) : value;
    },
  });
}
