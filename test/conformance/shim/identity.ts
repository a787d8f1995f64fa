// Where a page believes to be, its cookies, its history, and what browsers of a mirror have none of.

import { type Row, row } from "./row.ts";

export const identity: readonly Row[] = [
  row(
    "a tag that somebody wrote into the page, with settings of his own, changes nothing",
    async ({ cdn }) => {
      const names = performance.getEntriesByType("resource").map(({ name }) => name);
      const forged = document.createElement("script");
      // By these every file of the second origin would be the primary's.
      const service = { primary: cdn, secondaries: [] };
      forged.dataset.settings = JSON.stringify({
        service,
        door: "evil",
        siblings: {},
        flags: { webrtc: true },
        jars: [],
      });
      forged.src = names.find((name) => name.includes("/shim.js?")) ?? "";
      await new Promise((done) => {
        forged.onload = done;
        document.head.prepend(forged);
      });
      return fetch(`${cdn}/forged.txt`).then((answer) => answer.text());
    },
    "GET cdn/forged.txt",
  ),
  row(
    "a cookie for the service's domain is kept",
    ({ news }) => {
      // biome-ignore lint/suspicious/noDocumentCookie: what is tested.
      document.cookie = `plain=1; domain=${new URL(news).hostname}; path=/`;
      return document.cookie.includes("plain=1");
    },
    true,
  ),
  row(
    "a cookie for another domain is not",
    () => {
      // biome-ignore lint/suspicious/noDocumentCookie: what is tested.
      document.cookie = "other=1; domain=other.example";
      return document.cookie.includes("other=1");
    },
    false,
  ),
  row("the pass is not among the cookies", () => /__Host-/.test(document.cookie), false),
  row("cookieStore agrees with document.cookie", async () => {
    await cookieStore.set("stored", "2");
    const one = await cookieStore.get("stored");
    const names = (await cookieStore.getAll()).map((each) => each.name);
    return [
      one?.value,
      names.includes("stored"),
      document.cookie.includes("stored=2"),
      names.some((name) => name?.startsWith("__Host-")),
    ];
  }, ["2", true, true, false]),
  row(
    "document.domain can be set to what the service has",
    ({ news }) => {
      document.domain = new URL(news).hostname;
      return document.domain === new URL(news).hostname;
    },
    true,
  ),
  row(
    "history takes the service's absolute addresses",
    ({ news }) => {
      history.pushState({ a: 1 }, "", `${news}/pushed?x=1`);
      const at = location.pathname + location.search;
      history.replaceState(null, "", "/");
      return [at, location.pathname];
    },
    ["/pushed?x=1", "/"],
  ),
  row(
    "the site's own service worker is refused as browsers refuse one",
    () =>
      navigator.serviceWorker.register("/sw.js").then(
        () => "registered",
        (error) => error.name,
      ),
    "SecurityError",
  ),
  row(
    "the lifeboat is not shown",
    async () => [(await navigator.serviceWorker.getRegistrations()).length, navigator.serviceWorker.controller],
    [0, null],
  ),
  row(
    "WebRTC and WebTransport are gone",
    () => ["RTCPeerConnection", "webkitRTCPeerConnection", "WebTransport"].filter((name) => name in window),
    [],
  ),
  row(
    "wrapped functions look like the browser's",
    () =>
      [fetch, Element.prototype.setAttribute, WebSocket, document.write].map((one) => [
        /\[native code\]/.test(String(one)),
        one.name,
        one.length,
      ]),
    [
      [true, "fetch", 1],
      [true, "setAttribute", 2],
      [true, "WebSocket", 1],
      [true, "write", 0],
    ],
  ),
  row(
    "a page that takes the names of built-ins does no harm",
    ({ cdn }) => {
      const kept = [window.URL, window.Map] as const;
      Object.assign(window, { URL: "mine", Map: "mine" });
      const image = new Image();
      image.src = `${cdn}/kept.gif`;
      const src = image.src;
      [window.URL, window.Map] = kept;
      return src;
    },
    "CDN/kept.gif",
  ),
];
