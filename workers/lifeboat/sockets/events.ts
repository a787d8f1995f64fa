// A page's event streams while its mirror is blocked. At home they are the browser's own: one that breaks comes back by itself, and
// the lifeboat has another mirror answer. One that only falls silent never breaks, so where the mirror is away the page's is
// carried on by another stream behind it, which begins after the last event that the page has seen. So is one that a worker broke,
// or that broke with its worker: the browser takes that for the service's last word. And so is one that stays silent though its mirror
// lives, for this connection to it may be dead; what numbers its events loses none by that, and others are left alone.

import type { Line } from "./line.ts";
import { LAST_EVENT } from "./protocol.ts";
import { createStands } from "./stands.ts";

const [CONNECTING, OPEN, CLOSED] = [0, 1, 2];
const OWN_EVENTS = new Set(["open", "error"]);
/** As a browser waits before it comes back. */
const RETURN_MILLISECONDS = 3_000;

export function standInForEvents(line: Line): void {
  const Native = globalThis.EventSource;
  if (!Native) return;
  const { Event, MessageEvent, URL, setTimeout, clearTimeout } = globalThis;
  const { addEventListener, close } = Native.prototype;
  const { construct, defineProperty } = Reflect;
  const stand = createStands(Native, {
    addEventListener: { value: addEventListener, writable: true, enumerable: true, configurable: true },
  });
  const open = new Map<EventSource, () => void>();
  line.counts(() => open.size);
  line.on("away", () => {
    for (const carryOn of [...open.values()]) carryOn();
  });

  const carry = (source: EventSource, [address, init]: ConstructorParameters<typeof EventSource>) => {
    const speaks = line.rhythm(() => {
      if (last && state === OPEN) returning = setTimeout(carryOn, RETURN_MILLISECONDS);
    });
    // Its page may be at another address later.
    const url = new URL(address, document.baseURI);
    let last = "";
    let carrier = source;
    /** The carrier's, as the page sees it from then on when it is another. */
    let state = CONNECTING;
    let returning: ReturnType<typeof setTimeout> | undefined;
    const ended = () => {
      state = CLOSED;
      clearTimeout(returning);
      close.call(carrier);
      open.delete(source);
      speaks.came();
    };
    /** Left from now on, and what the page sees is ours. */
    const leave = () => {
      clearTimeout(returning);
      close.call(carrier);
      parts.readyState = { get: () => state };
      state = CONNECTING;
    };
    const carryOn = () => {
      const wasOpen = state === OPEN;
      leave();
      if (wasOpen) source.dispatchEvent(new Event("error"));
      // By the page, just now.
      if (state === CLOSED) return;
      url.hash = LAST_EVENT + encodeURIComponent(last);
      carrier = construct(Native, [url.href, init]);
      for (const type of types) hear(carrier, type);
      watch(carrier);
    };
    const watch = (from: EventSource) => {
      const pass = (type: string) => from !== source && source.dispatchEvent(new Event(type));
      addEventListener.call(from, "open", ({ isTrusted }) => {
        if (!isTrusted) return;
        state = OPEN;
        pass("open");
      });
      addEventListener.call(from, "error", ({ isTrusted }) => {
        if (!isTrusted) return;
        const isLeft = from.readyState === CLOSED;
        // No service ends one that is open in this way.
        if (isLeft && state !== OPEN) ended();
        else {
          if (isLeft) {
            leave();
            returning = setTimeout(carryOn, RETURN_MILLISECONDS);
          }
          state = CONNECTING;
          // It comes back by itself, and to its own mirror first: a block is known sooner.
          line.broke();
        }
        pass("error");
      });
    };
    /** By name: those the page listens to, which is all that it would see. */
    const types = new Set<string>();
    const listen = (type: string) => {
      if (OWN_EVENTS.has(type) || types.has(type)) return;
      types.add(type);
      hear(source, type);
      if (carrier !== source) hear(carrier, type);
    };
    const hear = (from: EventSource, type: string) =>
      addEventListener.call(from, type, (event) => {
        // What is handed on here was heard before.
        if (!event.isTrusted) return;
        const { data, lastEventId, origin } = event as MessageEvent;
        // A new stream knows of no event before its own.
        last = lastEventId || last;
        clearTimeout(returning);
        speaks.came();
        speaks.expects();
        if (from !== source) source.dispatchEvent(new MessageEvent(type, { data, lastEventId: last, origin }));
      });
    const parts: PropertyDescriptorMap = {
      addEventListener: {
        value: (...args: Parameters<EventSource["addEventListener"]>) => {
          listen(String(args[0]));
          return addEventListener.apply(source, args);
        },
      },
      close: { value: ended },
    };
    stand(source, parts);
    watch(source);
    listen("message");
    open.set(source, carryOn);
    line.watch();
  };

  const Wrapped: typeof EventSource = new Proxy(Native, {
    construct(target, args: ConstructorParameters<typeof EventSource>, newTarget): EventSource {
      const source = construct(target, args, newTarget === Wrapped ? target : newTarget) as EventSource;
      carry(source, args);
      return source;
    },
  });
  defineProperty(globalThis, "EventSource", { value: Wrapped, writable: true, enumerable: false, configurable: true });
  defineProperty(Native.prototype, "constructor", { value: Wrapped, writable: true, configurable: true });
}
