// The shim: the small script at the head of every page of a mirror. The relay leaves the service's JavaScript alone, so
// addresses that scripts build still name the blocked hosts; the shim maps them at the moment they are used. It covers
// what scripts ask for (fetch, XHR, WebSocket, EventSource, beacons) and what they hang into the page (src, href, …).
// What it does not reach: what is loaded (innerHTML, import() of an absolute address) the CSP refuses, so nothing leaks. A
// navigation (location = …, window.open, a link written as text) no CSP refuses: it leads out of the mirror.

import { type AddressMap, createAddressMap, type ServiceOrigins } from "../../shared/domain/address.ts";

interface Settings {
  readonly service: ServiceOrigins;
  readonly door: string;
}

/** The few browser globals the shim touches, by the shape it needs; lifeboat code compiles without the DOM's types. */
interface PageWindow {
  readonly document: {
    readonly currentScript: { readonly dataset: Record<string, string | undefined>; remove(): void } | null;
  };
  readonly location: { readonly origin: string; readonly pathname: string };
  readonly navigator: { readonly constructor: { readonly prototype: object } };
  readonly Request: new (input: unknown, init?: unknown) => object;
  readonly Reflect: typeof Reflect;
  fetch(input: unknown, init?: unknown): Promise<unknown>;
  [name: string]: unknown;
}

const ADDRESSES: Readonly<Record<string, readonly string[]>> = {
  HTMLImageElement: ["src"],
  HTMLScriptElement: ["src"],
  HTMLLinkElement: ["href"],
  HTMLAnchorElement: ["href"],
  HTMLAreaElement: ["href"],
  HTMLIFrameElement: ["src"],
  HTMLMediaElement: ["src"],
  HTMLVideoElement: ["poster"],
  HTMLSourceElement: ["src"],
  HTMLTrackElement: ["src"],
  HTMLInputElement: ["src", "formAction"],
  HTMLButtonElement: ["formAction"],
  HTMLFormElement: ["action"],
  HTMLEmbedElement: ["src"],
  HTMLObjectElement: ["data"],
};
const ATTRIBUTES = new Set(["src", "href", "poster", "action", "formaction", "data"]);

install(globalThis as unknown as PageWindow);

function install(page: PageWindow): void {
  const script = page.document.currentScript;
  const settings = JSON.parse(script?.dataset.settings ?? "null") as Settings | null;
  if (settings === null) return;
  script?.remove();
  const map = createAddressMap(settings.service, { origin: page.location.origin, door: settings.door });
  const own = ownAddress(map, `${settings.service.primary}${page.location.pathname}`);
  mapRequests(page, own);
  mapSockets(page, own);
  mapElements(page, own);
  // Both reach hosts that no content policy names, and WebRTC tells them the reader's own address.
  for (const name of ["RTCPeerConnection", "webkitRTCPeerConnection", "WebTransport"]) delete page[name];
}

type Own = (address: unknown) => unknown;

/** What is no address, or not ours to map, goes through as it came. */
function ownAddress(map: AddressMap, base: string): Own {
  return (address) => {
    const isText = typeof address === "string" || isUrl(address);
    return isText ? (map.toMirror(String(address), base) ?? address) : address;
  };
}

function isUrl(value: unknown): boolean {
  return typeof value === "object" && value !== null && "href" in value && "searchParams" in value;
}

function mapRequests(page: PageWindow, own: Own): void {
  const { fetch, Request } = page;
  page.fetch = (input, init) => {
    if (!(input instanceof Request)) return fetch.call(page, own(input), init);
    const { url } = input as { readonly url: string };
    const mapped = own(url);
    return fetch.call(page, mapped === url ? input : new Request(mapped, input), init);
  };
  mapArgument(prototypeOf(page, "XMLHttpRequest"), "open", { at: 1, own });
  mapArgument(page.navigator.constructor.prototype, "sendBeacon", { at: 0, own });
}

function mapSockets(page: PageWindow, own: Own): void {
  for (const name of ["WebSocket", "EventSource"]) {
    const Original = page[name] as (new (...parts: readonly unknown[]) => object) | undefined;
    if (Original === undefined) continue;
    page[name] = new Proxy(Original, {
      construct: (target, [address, ...rest], newTarget) =>
        Reflect.construct(target, [own(address), ...rest], newTarget) as object,
    });
  }
}

function mapElements(page: PageWindow, own: Own): void {
  for (const [name, properties] of Object.entries(ADDRESSES)) {
    for (const property of properties) mapProperty(prototypeOf(page, name), property, own);
  }
  for (const name of ["HTMLImageElement", "HTMLSourceElement"])
    mapProperty(prototypeOf(page, name), "srcset", ownSet(own));
  const element = prototypeOf(page, "Element") as { setAttribute?: (name: string, value: unknown) => void } | undefined;
  const setAttribute = element?.setAttribute;
  if (element === undefined || setAttribute === undefined) return;
  element.setAttribute = function (this: unknown, name, value) {
    const wanted = String(name).toLowerCase();
    const mapped = wanted === "srcset" ? ownSet(own)(value) : ATTRIBUTES.has(wanted) ? own(value) : value;
    setAttribute.call(this, name, mapped);
  };
}

/** `srcset`: candidates with descriptors; an address in it holds no white space and does not end in a comma. */
function ownSet(own: Own): Own {
  return (value) =>
    String(value).replace(
      /(^|,)(\s*)([^\s,][^\s]*[^\s,]|[^\s,])/g,
      (_, comma, gap, address) => `${comma}${gap}${own(address)}`,
    );
}

function prototypeOf(page: PageWindow, name: string): object | undefined {
  return (page[name] as { readonly prototype: object } | undefined)?.prototype;
}

function mapProperty(prototype: object | undefined, name: string, own: Own): void {
  const property = prototype && Object.getOwnPropertyDescriptor(prototype, name);
  const write = property?.set;
  if (prototype === undefined || property === undefined || write === undefined) return;
  Object.defineProperty(prototype, name, {
    ...property,
    set(this: unknown, value: unknown) {
      write.call(this, own(value));
    },
  });
}

function mapArgument(
  prototype: object | undefined,
  name: string,
  { at, own }: { readonly at: number; readonly own: Own },
): void {
  const methods = prototype as Record<string, ((...parts: unknown[]) => unknown) | undefined> | undefined;
  const original = methods?.[name];
  if (methods === undefined || original === undefined) return;
  methods[name] = function (this: unknown, ...parts: unknown[]) {
    parts[at] = own(parts[at]);
    return original.apply(this, parts);
  };
}
