// A mirror that was replaced without being blocked leaves slowly: nobody is shown it any more, but it serves who is there,
// so that a film or an upload ends before it does. Only the cron retires it, when its time is over.

import type { Book } from "../book.ts";
import { retire } from "./retire.ts";
import { settle } from "./settle.ts";

/** A day: whoever left a tab open overnight finds the new roster in it before the old mirror goes. */
const DRAIN_SECONDS = 86_400;

/** What was never shown to anybody has nobody to wait for. */
export function drain(book: Book, hostname: string): void {
  const mirror = book.mirrors.find(hostname);
  if (mirror === undefined || mirror.drainsUntil > 0) return;
  if (mirror.state !== "live" && mirror.state !== "suspect") {
    retire(book, hostname);
    return;
  }
  const seconds = book.settings.mesh()?.drainSeconds ?? DRAIN_SECONDS;
  book.mirrors.drain(hostname, book.now + seconds);
  book.orders.forgetReplaced(hostname);
  book.events.add("draining", { hostname, service: mirror.service });
  settle(book);
}
