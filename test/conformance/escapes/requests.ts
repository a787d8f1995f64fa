// Escapes by what scripts ask for, in the page and in its workers.

import type { Escape } from "./escape.ts";

/** The same script in every kind of worker. */
const workerScripts: readonly (readonly [string, string])[] = [
  ["fetch", "fetch(TO)"],
  ["xhr", "const x = new XMLHttpRequest(); x.open('GET', TO); x.send()"],
  ["importScripts", "importScripts(TO)"],
  ["import", "import(TO)"],
  ["socket", "new WebSocket(TO.replace('http', 'ws'))"],
  ["events", "new EventSource(TO)"],
  ["webtransport", "new WebTransport('https://127.0.0.1:UDP/')"],
];

const NO_TRANSPORT = { silent: "through a proxy Chromium opens none" };

const workerEscapes: readonly Escape[] = workerScripts.flatMap(([what, script]): readonly Escape[] => [
  {
    ...(what === "webtransport" && NO_TRANSPORT),
    name: `worker file ${what}`,
    run: ({ here }) => void new Worker(`${here}worker.js`),
    files: { "worker.js": { type: "text/javascript", body: ({ to, udp }) => filled(script, to, udp) } },
  },
  {
    ...(what === "webtransport" && NO_TRANSPORT),
    name: `worker blob ${what}`,
    html: ({ to, udp }) =>
      `<script>new Worker(URL.createObjectURL(new Blob([${JSON.stringify(filled(script, to, udp))}])))</script>`,
  },
]);

function filled(script: string, to: string, udp: number): string {
  return script.replaceAll("TO", JSON.stringify(to)).replaceAll("UDP", String(udp));
}

export const requestEscapes: readonly Escape[] = [
  { name: "fetch", run: ({ to }) => fetch(to) },
  { name: "fetch no-cors", run: ({ to }) => fetch(to, { mode: "no-cors" }) },
  {
    name: "fetch keepalive",
    run: ({ to }) => fetch(to, { method: "POST", body: "a", keepalive: true, mode: "no-cors" }),
  },
  { name: "fetch Request", run: ({ to }) => fetch(new Request(to)) },
  { name: "fetch URL", run: ({ to }) => fetch(new URL(to)) },
  {
    name: "fetch later",
    silent: "it takes https",
    run: ({ to }) =>
      (window as unknown as { fetchLater(url: string, init: object): void }).fetchLater(to, { activateAfter: 0 }),
  },
  {
    name: "fetch redirected",
    run: ({ here }) => fetch(`${here}away`),
    files: { away: { status: 302, headers: ({ to }) => ({ location: to }) } },
  },
  {
    name: "img redirected",
    html: ({ here }) => `<img src="${here}away">`,
    files: { away: { status: 307, headers: ({ to }) => ({ location: to }) } },
  },
  {
    name: "iframe redirected",
    html: ({ here }) => `<iframe src="${here}once"></iframe>`,
    files: {
      once: { status: 301, headers: ({ here }) => ({ location: `${here}twice` }) },
      twice: { status: 303, headers: ({ to }) => ({ location: to }) },
    },
  },
  {
    name: "xhr",
    run: ({ to }) => {
      const request = new XMLHttpRequest();
      request.open("GET", to);
      request.send();
    },
  },
  {
    name: "xhr synchronous",
    run: ({ to }) => {
      const request = new XMLHttpRequest();
      request.open("GET", to, false);
      request.send();
    },
  },
  { name: "beacon", run: ({ to }) => navigator.sendBeacon(to, "a") },
  { name: "event source", run: ({ to }) => void new EventSource(to) },
  { name: "socket", run: ({ to }) => void new WebSocket(to.replace("http", "ws")) },
  {
    name: "web transport",
    silent: "through a proxy Chromium opens none",
    run: ({ udp }) => new WebTransport(`https://127.0.0.1:${udp}/`).ready,
  },
  { name: "dynamic import", html: ({ to }) => `<script>import("${to}")</script>` },
  { name: "worker src", run: ({ to }) => void new Worker(to), silent: "a worker's script is of its own origin" },
  {
    name: "service worker of another host",
    run: ({ to }) => navigator.serviceWorker.register(to),
    silent: "its script is of its own origin",
  },
  {
    name: "worker data",
    html: ({ to }) => `<script>new Worker("data:text/javascript," + encodeURIComponent('fetch("${to}")'))</script>`,
  },
  {
    name: "worker blob module",
    html: ({ to }) =>
      `<script>new Worker(URL.createObjectURL(new Blob(['import "${to}"'], { type: "text/javascript" })), { type: "module" })</script>`,
  },
  {
    name: "worker in a worker",
    run: ({ to }) => {
      const inner = `fetch(${JSON.stringify(to)})`;
      const outer = `new Worker(URL.createObjectURL(new Blob([${JSON.stringify(inner)}])))`;
      return void new Worker(URL.createObjectURL(new Blob([outer])));
    },
  },
  {
    name: "shared worker",
    run: ({ here }) => void new SharedWorker(`${here}shared.js`),
    files: { "shared.js": { type: "text/javascript", body: ({ to }) => `fetch(${JSON.stringify(to)})` } },
  },
  ...workerEscapes,
  {
    name: "audio worklet",
    run: ({ to }) => new AudioContext().audioWorklet.addModule(to),
  },
  {
    name: "paint worklet",
    run: ({ to }) =>
      (CSS as unknown as { paintWorklet: { addModule(url: string): unknown } }).paintWorklet.addModule(to),
  },
  {
    name: "stun",
    run: ({ udp }) => {
      const peer = new RTCPeerConnection({ iceServers: [{ urls: `stun:127.0.0.1:${udp}` }] });
      peer.createDataChannel("a");
      return peer.createOffer().then((offer) => peer.setLocalDescription(offer));
    },
  },
  {
    name: "stun by name",
    run: ({ to }) => {
      const peer = new RTCPeerConnection({
        iceServers: [{ urls: `turn:${new URL(to).hostname}:3478?transport=tcp`, username: "a", credential: "b" }],
      });
      peer.createDataChannel("a");
      return peer.createOffer().then((offer) => peer.setLocalDescription(offer));
    },
  },
  {
    name: "payment method",
    run: ({ to }) =>
      new PaymentRequest([{ supportedMethods: to }], {
        total: { label: "a", amount: { currency: "EUR", value: "1" } },
      }).canMakePayment(),
    silent: "it takes https and an installed payment app",
  },
  {
    name: "federated login",
    silent: "it takes https",
    run: ({ to }) =>
      navigator.credentials.get({
        identity: { providers: [{ configURL: to, clientId: "a" }] },
      } as CredentialRequestOptions),
  },
  {
    name: "notification icon",
    run: ({ to }) => void new Notification("a", { icon: to }),
    silent: "needs a permission",
  },
  {
    name: "media session artwork",
    run: ({ to }) => {
      navigator.mediaSession.metadata = new MediaMetadata({ title: "a", artwork: [{ src: to }] });
    },
    silent: "shown only by a desktop",
  },
  {
    name: "protocol handler",
    run: ({ to }) => navigator.registerProtocolHandler("web+leak", `${to}?%s`),
    silent: "another host is refused",
  },
];
