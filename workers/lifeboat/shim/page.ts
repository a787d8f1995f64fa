// The shim inside a page: everything in the order in which it must stand. Originals are read before they are wrapped.

import { type Addresses, createAddresses } from "./addresses.ts";
import { createMapAttribute } from "./attributes.ts";
import { watchBlobs } from "./blobs.ts";
import { mapCookies } from "./cookies.ts";
import { mapCss } from "./css.ts";
import { mapElements } from "./elements.ts";
import { createFrames, guardInsertions, MARK } from "./frames.ts";
import { mapIdentity } from "./identity.ts";
import type { MarkupReader } from "./markup.ts";
import { createNavigation } from "./navigation.ts";
import { createNet } from "./net.ts";
import { here, readAttribute } from "./originals.ts";
import { guardServiceWorkers } from "./serviceworkers.ts";
import type { Settings } from "./settings.ts";
import { mapStyles } from "./styles.ts";
import { ownMarkup } from "./trusted.ts";
import { guardWindows } from "./windows.ts";
import { defineProperty, getterOf, setterOf, wrapResult } from "./wrap.ts";
import { mapDocumentWriting, mapWriting } from "./writing.ts";

export function installInPage(
  settings: Settings,
  rest: (addresses: Addresses, hasLifeboat: () => boolean) => void,
): void {
  const realm = globalThis as unknown as Record<symbol, (() => void) | undefined>;
  // A window outlives its first, blank document; then only the new document needs us.
  const standing = realm[MARK];
  if (standing) {
    standing();
    return;
  }

  const baseOf = getterOf<string>("Node", "baseURI");
  const addresses = createAddresses(settings, () => baseOf(here()));
  watchBlobs();
  const frames = createFrames(settings);
  const changesScripts = Boolean(settings.flags.literals || settings.flags.locationReads);
  const mapAttribute = createMapAttribute({ addresses, ...frames, changesScripts });
  const css = (text: string) => mapCss(text, (address) => addresses.own(address) as string);
  const reader: MarkupReader = { attribute: mapAttribute, css, decode: createDecode() };
  const spread = createNet({ mapAttribute, css, afterwards: frames.look });
  const navigation = createNavigation(addresses);

  const takeUp = () => {
    navigation.guard(window);
    spread(here());
  };
  defineProperty(realm, MARK, { value: takeUp });
  takeUp();
  mapElements({ addresses, mapAttribute });
  mapWriting(reader, settings, addresses);
  mapDocumentWriting(reader, () => {
    takeUp();
    frames.sweep();
  });
  mapStyles(css);
  guardInsertions(frames);
  guardWindows({ addresses, ...frames });
  mapIdentity(settings, addresses);
  mapCookies(settings, addresses);
  const hasLifeboat = guardServiceWorkers(settings.door);
  wrapResult("Element", "attachShadow", (root: ShadowRoot) => {
    spread(root);
    navigation.guard(root);
    return root;
  });
  rest(addresses, hasLifeboat);
  frames.sweep();
}

/** Character references as the browser itself undoes them in an attribute. */
function createDecode(): (value: string) => string {
  const { body } = document.implementation.createHTMLDocument();
  const write = setterOf("Element", "innerHTML");
  return (value) => {
    write(body, ownMarkup(`<p x="${value.replaceAll('"', "&quot;")}">`));
    return readAttribute(body.firstElementChild, "x") ?? value;
  };
}
