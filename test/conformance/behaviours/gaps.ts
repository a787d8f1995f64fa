// What a mirror cannot do yet, by topic and row, with the cause. A row listed here must fail: once it is mended it says so.

const APART = "page and secondaries are one origin on a mirror";
const REFERRER =
  "a secondary is same-origin for the browser, so its own rule for the referrer of other origins is not applied";
const READ_BACK = "an address of the primary reads back as the mirror's path";
const NAMELESS = "a cookie without a name is dropped, because sent as its bare value it may spell another";
const WORKERS = "a worker that the shim starts from a blob names no referrer";
const LAST_BEACON =
  "Chromium never hands the lifeboat what a page said last, where the document is gone before its loader has begun";
const BROKEN_STREAM = "Chromium tells a request of a lifeboat's broken stream as of one that was aborted";
const BEFORE_THE_LIFEBOAT =
  "only the lifeboat maps it, and a browser with Connection-Allowlist refuses it before it asks the lifeboat";

export const GAPS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  cookies: {
    "a cookie without a name, set by the primary": NAMELESS,
    "a cookie without a name but =, set by the primary": NAMELESS,
    'document.cookie = "s11; path=/"': NAMELESS,
  },
  css: {
    "rules of a sheet of the cdn are not shown without CORS": APART,
  },
  documents: {
    "an error in a script of the cdn is muted, in the primary's not": APART,
  },
  dom: {
    "innerHTML of what markup brought reads as it was written": READ_BACK,
    "Resource Timing hides the times of a cdn that does not allow it": APART,
    "selectors find links by the address they were written with": READ_BACK,
  },
  fetch: {
    "the cdn gets the same names of headers": "what the lifeboat sends anew has no client hints",
    "mode no-cors gives an opaque answer": APART,
    "the type of an answer is basic from the primary and cors from the cdn": APART,
    "referrerPolicy no-referrer to the cdn": REFERRER,
    "referrerPolicy same-origin to the cdn": REFERRER,
  },
  forms: {
    "post to the embed's absolute address arrives there":
      "behind a redirect to another origin Chromium writes Origin: null, which is all the relay has to pass on",
    "a post says where it comes from": "the lifeboat sends a navigation's Sec-Fetch-Dest as empty",
  },
  media: {
    "a canvas may not read a picture of the cdn without CORS": APART,
  },
  modules: {
    "a module worker imports of the cdn": "the shim starts a worker from a blob, where the page's map is not",
    "a classic worker runs, fetches both origins and answers": WORKERS,
    "a module worker runs, fetches both origins and answers": WORKERS,
  },
  navigation: {},
  redirects: {
    "from the cdn back to the primary the origin is null": "the browser follows it as one origin",
  },
  sockets: {
    "the origin of a message is the service's": "the browser tells it",
    "events of the cdn come with their ids, and resume by Last-Event-ID":
      "Chromium hides Last-Event-ID from the lifeboat, which sends a secondary's requests anew",
  },
  xhr: {
    "timeout, abort and a broken connection end in their own events": BROKEN_STREAM,
  },
};

/** Rows whose value on a mirror is a matter of time: only the service's own side is judged. */
export const UNSTEADY: typeof GAPS = {
  css: {
    "a <style> set by a script: background: u\\72l(@)": BEFORE_THE_LIFEBOAT,
  },
  encodings: {
    "a page in deflate is shown and its addresses are mapped": BEFORE_THE_LIFEBOAT,
    "a page in zstd is shown and its addresses are mapped": BEFORE_THE_LIFEBOAT,
    "204 to a navigation leaves the page where it was":
      "what the lifeboat hands over is now and then shown as an error",
  },
  frames: {
    "a frame's unload sends its beacon": LAST_BEACON,
  },
  navigation: {
    "beforeunload, pagehide and a beacon at leaving come in order": LAST_BEACON,
  },
  xhr: {
    "timeout, abort and a broken connection end in their own events": BROKEN_STREAM,
  },
};
