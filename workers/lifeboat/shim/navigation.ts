// Ways out of the page. A click or a submit is mapped when it is dispatched, before any listener of the page: only then is
// it sure what will be followed. What scripts navigate by themselves (location = …, meta refresh) the Navigation API shows;
// a browser without it follows such an address out of the mirror. A host off the list leads to the page that warns of it.

import type { Addresses } from "./addresses.ts";
import { nameOf, readAttribute, writeAttribute } from "./originals.ts";
import { methodOf, wrapArgument, wrapCall } from "./wrap.ts";

/** From the first touch on: Chromium connects to where a link leads as soon as it is pointed at. */
const POINTING = "pointerover focusin mousedown click auxclick contextmenu dragstart";

export interface Navigation {
  /** Listens on a window, and on the shadow roots whose clicks it cannot see into. */
  guard(target: EventTarget): void;
}

export function createNavigation(addresses: Addresses): Navigation {
  const pathOf = methodOf<EventTarget[]>("Event", "composedPath");
  const listen = methodOf<void>("EventTarget", "addEventListener");

  const lead = (target: unknown, ...names: readonly string[]) => {
    for (const name of names) {
      const written = nameOf(target) ? readAttribute(target, name) : null;
      const mapped = written === null ? undefined : addresses.instead(written);
      if (mapped !== undefined) writeAttribute(target, name, mapped);
    }
  };
  const leadLink = (target: unknown) => {
    if (/^(?:a|area)$/.test(nameOf(target))) lead(target, "href", "xlink:href");
  };
  const point = (event: Event) => {
    for (const target of pathOf(event)) leadLink(target);
  };
  // What is sent to a host off the list is lost; the page that warns of the host says so in time.
  const submit = (event: Event) => {
    lead(event.target, "action");
    lead((event as SubmitEvent).submitter, "formaction");
  };

  wrapCall("HTMLElement", "click", leadLink);
  wrapCall("EventTarget", "dispatchEvent", leadLink);
  wrapCall("HTMLFormElement", "submit", (self) => lead(self, "action"));
  guardNavigations(addresses);
  return {
    guard(target) {
      for (const type of POINTING.split(" ")) listen(target, type, point, { capture: true, passive: true });
      listen(target, "submit", submit, true);
    },
  };
}

interface NavigateEvent extends Event {
  readonly destination: { readonly url: string };
  readonly navigationType: string;
  readonly formData: FormData | null;
}

function guardNavigations({ instead, isOwn, own }: Addresses): void {
  const { navigation } = globalThis as unknown as { readonly navigation?: EventTarget };
  if (!navigation) return;
  navigation.addEventListener("navigate", (event) => {
    const { destination, navigationType, formData } = event as NavigateEvent;
    if (isOwn(destination.url) || !event.cancelable) return;
    // A form's body is lost, so one that may be sent is left to the policy; one that may not would connect before it asks.
    if (formData && own(destination.url) !== destination.url) return;
    const mapped = instead(destination.url);
    if (mapped === undefined) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    // No page can put its own in their place.
    location[navigationType === "replace" ? "replace" : "assign"](mapped);
  });
  wrapArgument("Navigation", "navigate", (url) => instead(url) ?? own(url));
}
