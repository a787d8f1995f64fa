// Ways out of the page. A click or a submit is mapped when it is dispatched, before any listener of the page: only then is
// it sure what will be followed. What scripts navigate by themselves (location = …, meta refresh) the Navigation API shows;
// a browser without it follows such an address out of the mirror. A host off the list leads to the page that warns of it.

import type { Addresses } from "./addresses.ts";
import { getterOf, methodOf, prototypeOf, wrapArgument, wrapMethod } from "./wrap.ts";

/** From the first touch on: Chromium connects to where a link leads as soon as it is pointed at. */
const POINTING =
  "pointerover mouseover focusin touchstart click auxclick pointerdown mousedown contextmenu dragstart keydown";

export interface Navigation {
  /** Listens on a window, and on the shadow roots whose clicks it cannot see into. */
  guard(target: EventTarget): void;
}

export function createNavigation(addresses: Addresses): Navigation {
  const element = prototypeOf("Element");
  const read = methodOf<string | null>(element, "getAttribute") ?? (() => null);
  const write = methodOf<void>(element, "setAttribute") ?? (() => undefined);
  const nameOf = getterOf<string>(element, "localName") ?? (() => "");
  const pathOf = methodOf<EventTarget[]>(prototypeOf("Event"), "composedPath") ?? (() => []);
  const listen = methodOf<void>(prototypeOf("EventTarget"), "addEventListener") ?? (() => undefined);

  const lead = (target: unknown, ...names: readonly string[]) => {
    for (const name of names) {
      const written = target instanceof Element ? read(target, name) : null;
      const mapped = written === null ? undefined : addresses.instead(written);
      if (mapped !== undefined) write(target, name, mapped);
    }
  };
  const isLink = (target: unknown) => target instanceof Element && /^(?:a|area)$/.test(nameOf(target));
  const leadLink = (target: unknown) => {
    if (isLink(target)) lead(target, "href", "xlink:href");
  };
  const point = (event: Event) => {
    for (const target of pathOf(event)) leadLink(target);
  };
  const submit = (event: Event) => {
    const { submitter } = event as SubmitEvent;
    leadForm(event.target);
    if (submitter && read(submitter, "formaction") !== null) leadForm(submitter, "formaction");
  };
  // What is sent to a host off the list is lost; the page that warns of the host says so in time.
  const leadForm = (form: unknown, name = "action") => {
    const written = form instanceof Element ? read(form, name) : null;
    const mapped = written === null ? undefined : addresses.instead(written);
    if (mapped !== undefined) write(form, name, mapped);
  };

  wrapMethod(prototypeOf("HTMLElement"), "click", (click, self, args) => {
    leadLink(self);
    return Reflect.apply(click, self, args) as unknown;
  });
  wrapMethod(prototypeOf("EventTarget"), "dispatchEvent", (dispatch, self, args) => {
    leadLink(self);
    return Reflect.apply(dispatch, self, args) as unknown;
  });
  wrapMethod(prototypeOf("HTMLFormElement"), "submit", (send, self, args) => {
    leadForm(self);
    return Reflect.apply(send, self, args) as unknown;
  });
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
  const { location } = window;
  const [assign, replace] = [location.assign, location.replace].map((go) => go.bind(location));
  navigation.addEventListener("navigate", (event) => {
    const { destination, navigationType, formData } = event as NavigateEvent;
    if (isOwn(destination.url) || !event.cancelable) return;
    // A form's body is lost, so one that may be sent is left to the policy; one that may not would connect before it asks.
    if (formData && own(destination.url) !== destination.url) return;
    const mapped = instead(destination.url);
    if (mapped === undefined) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    (navigationType === "replace" ? replace : assign)?.(mapped);
  });
  wrapArgument(prototypeOf("Navigation"), "navigate", (url) => instead(url) ?? own(url));
}
