// A stream that was opened anew by a page's stand-in asks as the browser's own would.

import { expect, test } from "vitest";
import { isEvents, withLastEvent } from "../../../workers/lifeboat/failover/lastevent.ts";
import { LAST_EVENT } from "../../../workers/lifeboat/sockets/protocol.ts";

const ask = (address: string, headers: Record<string, string> = {}) =>
  withLastEvent(new Request(address, { headers: { accept: "text/event-stream", ...headers } }));
const lastOf = (request: Request) => request.headers.get("last-event-id");

test("it says which event came last", () => {
  const asked = ask(`https://m.example/events#${LAST_EVENT}${encodeURIComponent("a b/7#")}`);
  expect(lastOf(asked)).toBe("a b/7#");
  expect(isEvents(asked)).toBe(true);
});

test.each([
  ["without a last event", `https://m.example/events#${LAST_EVENT}`],
  ["of the page's own", "https://m.example/events"],
  ["with nonsense behind it", `https://m.example/events#${LAST_EVENT}%E0%A4`],
])("one %s says none", (_, address) => {
  expect(lastOf(ask(address))).toBeNull();
});

test("what the browser says of a later return stands", () => {
  expect(lastOf(ask(`https://m.example/events#${LAST_EVENT}7`, { "last-event-id": "9" }))).toBe("9");
});

test("nothing else is touched", () => {
  const request = new Request(`https://m.example/page#${LAST_EVENT}7`);
  expect(withLastEvent(request)).toBe(request);
});
