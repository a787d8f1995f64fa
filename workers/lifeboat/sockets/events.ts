// A page's event streams while its mirror is blocked. At home they are the browser's own: one that breaks comes back by itself, and
// the lifeboat has another mirror answer. One that only falls silent never breaks, so where the mirror is away the page's is
// carried on by another stream behind it, which begins after the last event that the page has seen.

import type { Line } from "./line.ts";
import { LAST_EVENT } from "./protocol.ts";

const CONNECTING = 0;
const CLOSED = 2;
const OWN_EVENTS = new Set(["open", "error"]);

export function standInForEvents(line: Line): void {
  const Native = globalThis.EventSource;
  if (!Native) return;
  const { Event, MessageEvent, URL } = globalThis;
  const { addEventListener, close } = Native.prototype;
  const { construct, defineProperty } = Reflect;
  const open = new Map<EventSource, () => void>();
  line.counts(() => open.size);
  line.on("away", () => {
    for (const carryOn of [...open.values()]) carryOn();
  });

  const stand = (source: EventSource, [address, init]: ConstructorParameters<typeof EventSource>) => {
    const speaks = line.rhythm();
    let last = "";
    let behind: EventSource | undefined;
    let state: number | undefined;
    const ended = () => {
      open.delete(source);
      speaks.came();
    };
    const heard = (event: MessageEvent) => {
      // One by another stream is sent on by this hand, and counted there.
      if (!event.isTrusted) return;
      last = event.lastEventId;
      speaks.came();
      speaks.expects();
    };
    /** By name: those the page listens to, which is all that it would see. */
    const types = new Set<string>();
    const listen = (type: string) => {
      if (OWN_EVENTS.has(type) || types.has(type)) return;
      types.add(type);
      addEventListener.call(source, type, (event) => heard(event as MessageEvent));
      if (behind) pass(behind, type);
    };
    const pass = (from: EventSource, type: string) =>
      addEventListener.call(from, type, (event) => {
        const { data, lastEventId, origin } = event as MessageEvent;
        last = lastEventId;
        source.dispatchEvent(new MessageEvent(type, { data, lastEventId, origin }));
      });
    const carryOn = () => {
      const isOver = () => (state ?? source.readyState) === CLOSED;
      if (isOver()) return ended();
      const wasOpen = (state ?? source.readyState) !== CONNECTING;
      close.call(behind ?? source);
      state = CONNECTING;
      defineProperty(source, "readyState", { get: () => state, configurable: true });
      if (wasOpen) source.dispatchEvent(new Event("error"));
      if (isOver()) return;
      const url = new URL(address, document.baseURI);
      url.hash = LAST_EVENT + encodeURIComponent(last);
      const next = construct(Native, [url.href, init]) as EventSource;
      behind = next;
      for (const type of types) pass(next, type);
      for (const type of OWN_EVENTS)
        addEventListener.call(next, type, () => {
          state = next.readyState;
          if (state === CLOSED) ended();
          source.dispatchEvent(new Event(type));
        });
    };
    defineProperty(source, "addEventListener", {
      value: (...args: Parameters<EventSource["addEventListener"]>) => {
        listen(String(args[0]));
        return addEventListener.apply(source, args);
      },
      writable: true,
      configurable: true,
    });
    defineProperty(source, "close", {
      value: () => {
        if (state !== undefined) state = CLOSED;
        close.call(source);
        if (behind) close.call(behind);
        ended();
      },
      writable: true,
      configurable: true,
    });
    addEventListener.call(source, "error", (event) => {
      if (source.readyState === CLOSED) ended();
      // It comes back by itself, and to its own mirror first: a block is known sooner.
      else if (event.isTrusted) line.broke();
    });
    listen("message");
    open.set(source, carryOn);
    line.watch();
  };

  const Wrapped: typeof EventSource = new Proxy(Native, {
    construct(target, args: ConstructorParameters<typeof EventSource>, newTarget): EventSource {
      const source = construct(target, args, newTarget === Wrapped ? target : newTarget) as EventSource;
      stand(source, args);
      return source;
    },
  });
  defineProperty(globalThis, "EventSource", { value: Wrapped, writable: true, enumerable: false, configurable: true });
  defineProperty(Native.prototype, "constructor", { value: Wrapped, writable: true, configurable: true });
}
