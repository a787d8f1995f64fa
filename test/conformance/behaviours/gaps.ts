// What a mirror cannot do yet, by topic and row, with the cause. A row listed here must fail: once it is mended it says so.

const APART = "page and secondaries are one origin on a mirror";
const CACHE = "the runtime adds Cache-Control and Pragma to requests it must not cache";
const REFERRER =
  "a secondary is same-origin for the browser, so its own rule for the referrer of other origins is not applied";
const ESCAPE = "a navigation that a script begins to the service's absolute address leaves the mirror";
const MESSAGES = "the shim does not map the target origin of postMessage";
const BLANK = "a blank frame has no shim";
const READ_BACK = "an address of the primary reads back as the mirror's path";
const NATIVE = "what the shim puts in the place of a builtin is told from one";
const EMBEDDED = "a picture in <object> or <embed> counts as a document of the secondary";
const NAMELESS = "a cookie without a name is dropped, because sent as its bare value it may spell another";
const WORKERS = "workers have no shim";
const PAGEHIDE = "a beacon sent at pagehide does not reach the service once the lifeboat is asked for it";
const FRAME_REFERRER = "Referrer-Policy: same-origin tells a sibling label nothing";

export const GAPS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  cookies: {
    "a cookie without a name, set by the primary": NAMELESS,
    "a cookie without a name but =, set by the primary": NAMELESS,
    'document.cookie = "s11; path=/"': NAMELESS,
    'document.cookie = "s12=1; domain={host}; path=/"': "document.cookie does not drop a Domain of the service",
  },
  css: {
    "rules of a sheet of the cdn are not shown without CORS": APART,
  },
  documents: {
    'markup loads: <object data="@" type="image/png"></object>': EMBEDDED,
    'markup loads: <embed src="@" type="image/png">': EMBEDDED,
    'innerHTML loads: <object data="@" type="image/png"></object>': EMBEDDED,
    'innerHTML loads: <embed src="@" type="image/png">': EMBEDDED,
    "an anchor's parts are the service's": "parts of an anchor's address are read from the mapped one",
    "a base set by a script moves relative addresses": "the shim does not map a base, and the policy refuses it",
    "an error in a script of the cdn is muted, in the primary's not": APART,
  },
  dom: {
    "innerHTML of what markup brought reads as it was written": READ_BACK,
    "builtins look native": NATIVE,
    "Resource Timing hides the times of a cdn that does not allow it": APART,
    "selectors find links by the address they were written with": READ_BACK,
  },
  encodings: {
    "204 to a navigation leaves the page where it was": "the lifeboat's answer to it is shown as an error",
  },
  fetch: {
    "the service gets the same names of headers": CACHE,
    "the cdn gets the same names of headers": CACHE,
    "a preflight that is denied fails the request": "the lifeboat keeps CORS for answers and asks no preflight",
    "mode same-origin refuses the cdn": APART,
    "mode no-cors gives an opaque answer": APART,
    "the type of an answer is basic from the primary and cors from the cdn": APART,
    "referrerPolicy no-referrer to the cdn": REFERRER,
    "referrerPolicy same-origin to the cdn": REFERRER,
    "a Request built of the cdn's address is fetched there and keeps its address":
      "the shim cannot rebuild a Request whose body is a stream",
    "fetch has its own name and refuses nonsense as it does": NATIVE,
  },
  forms: {
    "get to the embed's absolute address arrives there": FRAME_REFERRER,
    "the button that was pressed decides name, action, method and encoding":
      "formaction written by innerHTML is not mapped",
    "a post says where it comes from": "the lifeboat sends a navigation's Sec-Fetch-Dest as empty",
  },
  frames: {
    "a frame of another origin: document.referrer": FRAME_REFERRER,
    "a message to the embed's origin arrives, one to another does not": MESSAGES,
    "the embed speaks to its parent's origin by name": MESSAGES,
    "a blank frame is written by its parent": BLANK,
    "a blank frame fetches as its parent does": BLANK,
    "a frame's location is set and replaced by its parent": ESCAPE,
    "a frame's unload sends its beacon": PAGEHIDE,
  },
  media: {
    "a picture of the primary by its absolute address": READ_BACK,
    "a canvas may not read a picture of the cdn without CORS": APART,
  },
  modules: {
    "modulepreload and preload of scripts are used": "the lifeboat asks for what was preloaded again",
    "a worker given by the service's absolute address": "the shim does not map Worker",
    "a module worker imports of the cdn": WORKERS,
    "WebSocket of the cdn in a worker": WORKERS,
    "a page sees no service worker but its own": "the shim does not hide the lifeboat",
  },
  navigation: {
    "a script goes on by location.href = absolute": ESCAPE,
    "a script goes on by location = absolute": ESCAPE,
    "a script goes on by location.assign": ESCAPE,
    "a script goes on by location.replace": ESCAPE,
    "a script goes on by window.open _self": ESCAPE,
    "a script goes on by navigation.navigate": ESCAPE,
    "a script goes on by an innerHTML link": ESCAPE,
    "a script goes on by an innerHTML form": ESCAPE,
    "a script goes on by javascript: link": ESCAPE,
    "a script goes on by a meta refresh by script": ESCAPE,
    "a script goes on by top.location": ESCAPE,
    "a script goes on by document.location": ESCAPE,
    "a new tab by window.open absolute": ESCAPE,
    "a new tab by window.open blank, then its location": ESCAPE,
    "beforeunload, pagehide and a beacon at leaving come in order": PAGEHIDE,
    "a popup of the embed and its opener write to each other by origin": MESSAGES,
    "history: push, replace, back, forward and their states": "the shim does not map history's addresses",
    "the Navigation API: entries, an intercepted navigation, its address": ESCAPE,
    "a download of a page": "the shim is written into a page that is saved, not shown",
  },
  redirects: {
    "from the cdn back to the primary the origin is null": "the browser follows it as one origin",
  },
  sockets: {
    "the origin of a message is the service's": "the browser tells it",
    "WebSocket has its constants, its class and its complaints": NATIVE,
    "events of the cdn come with their ids, and resume by Last-Event-ID": "not known yet",
  },
};
