// Escapes through other realms: frames and popups, whose globals no shim of the page has touched unless it guards them.

import type { Escape } from "./escape.ts";

const inBlankFrame = (name: string, script: string): Escape => ({
  name: `blank frame ${name}`,
  html: ({ to, udp }) =>
    `<script>{const frame = document.body.appendChild(document.createElement("iframe")); const inner = frame.contentWindow; const to = "${to}"; const udp = ${udp}; ${script}}</script>`,
});

const inPopup = (name: string, script: string): Escape => ({
  name: `popup ${name}`,
  alone: true,
  html: ({ to, udp }) => `<script>{const to = "${to}"; const udp = ${udp}; ${script}}</script>`,
});

const PEER =
  "{const peer = new inner.RTCPeerConnection({ iceServers: [{ urls: 'stun:127.0.0.1:' + udp }] }); peer.createDataChannel('a'); peer.createOffer().then((offer) => peer.setLocalDescription(offer))}";

export const frameEscapes: readonly Escape[] = [
  {
    name: "scripted frame src",
    run: ({ to }) => {
      document.body.appendChild(document.createElement("iframe")).src = to;
    },
  },
  {
    name: "scripted frame srcdoc",
    run: ({ to }) => {
      document.body.appendChild(document.createElement("iframe")).srcdoc =
        `<img src="${to}"><script>fetch("${to}")</script>`;
    },
  },
  {
    name: "innerHTML frame",
    run: ({ to }) => {
      document.body.appendChild(document.createElement("div")).innerHTML = `<iframe src="${to}"></iframe>`;
    },
  },
  {
    name: "innerHTML frame srcdoc",
    run: ({ to }) => {
      document.body.appendChild(document.createElement("div")).innerHTML =
        `<iframe srcdoc="<img src='${to}'>"></iframe>`;
    },
  },
  {
    name: "sandboxed frame srcdoc by script",
    run: ({ to }) => {
      const frame = document.createElement("iframe");
      frame.setAttribute("sandbox", "allow-scripts");
      frame.srcdoc = `<script>fetch("${to}"); location = "${to}"</script>`;
      document.body.append(frame);
    },
  },
  {
    name: "frame data by script",
    run: ({ to }) => {
      document.body.appendChild(document.createElement("iframe")).src = `data:text/html,<img src="${to}">`;
    },
  },
  {
    name: "frame blob",
    run: ({ to }) => {
      const page = new Blob([`<img src="${to}"><script>fetch("${to}")</script>`], { type: "text/html" });
      document.body.appendChild(document.createElement("iframe")).src = URL.createObjectURL(page);
    },
  },
  {
    name: "frame blob refresh",
    run: ({ to }) => {
      const page = new Blob([`<meta http-equiv="refresh" content="0; url=${to}">`], { type: "text/html" });
      document.body.appendChild(document.createElement("iframe")).src = URL.createObjectURL(page);
    },
  },
  {
    name: "frame javascript by script",
    run: ({ to }) => {
      document.body.appendChild(document.createElement("iframe")).src = `javascript:"<img src='${to}'>"`;
    },
  },
  inBlankFrame("fetch", "inner.fetch(to)"),
  inBlankFrame("image", "new inner.Image().src = to"),
  inBlankFrame("xhr", "{const x = new inner.XMLHttpRequest(); x.open('GET', to); x.send()}"),
  inBlankFrame("socket", "new inner.WebSocket(to.replace('http', 'ws'))"),
  inBlankFrame("beacon", "inner.navigator.sendBeacon(to)"),
  inBlankFrame("write", "inner.document.write('<img src=\"' + to + '\">')"),
  inBlankFrame("innerHTML", "inner.document.body.innerHTML = '<img src=\"' + to + '\">'"),
  inBlankFrame("eval", "inner.eval('fetch(\"' + to + '\")')"),
  inBlankFrame("location", "inner.location = to"),
  inBlankFrame("location replace", "inner.location.replace(to)"),
  inBlankFrame("location href", "inner.location.href = to"),
  inBlankFrame("open self", "inner.open(to, '_self')"),
  inBlankFrame(
    "refresh",
    "inner.document.write('<meta http-equiv=refresh content=\"0;url=' + to + '\">'); inner.document.close()",
  ),
  inBlankFrame("stun", PEER),
  inBlankFrame(
    "link click",
    "{const link = inner.document.body.appendChild(inner.document.createElement('a')); link.href = to; link.click()}",
  ),
  inBlankFrame(
    "made by innerHTML",
    "{const box = document.createElement('div'); document.body.append(box); box.innerHTML = '<iframe></iframe>'; box.firstChild.contentWindow.fetch(to)}",
  ),
  inBlankFrame(
    "reached by index",
    "{document.body.append(document.createElement('iframe')); window[window.length - 1].fetch(to)}",
  ),
  {
    name: "frame told by message",
    html: ({ here, to }) => `<iframe src="${here}told" onload="this.contentWindow.postMessage('${to}', '*')"></iframe>`,
    files: {
      told: { type: "text/html", body: () => `<script>onmessage = ({ data }) => { location = data }</script>` },
    },
  },
  {
    name: "named frame by link",
    html: ({ to }) =>
      `<iframe name="named-by-link"></iframe><a target="named-by-link" href="${to}" class="to-frame">a</a>`,
    run: () => document.querySelector<HTMLAnchorElement>("a.to-frame")?.click(),
  },
  {
    name: "named frame by open",
    html: () => `<iframe name="named-by-open"></iframe>`,
    run: ({ to }) => void window.open(to, "named-by-open"),
  },
  {
    name: "named frame by form",
    html: ({ to }) =>
      `<iframe name="named-by-form"></iframe><form target="named-by-form" action="${to}" class="to-frame"></form>`,
    run: () => document.querySelector<HTMLFormElement>("form.to-frame")?.submit(),
  },
  {
    name: "frame moves the top",
    alone: true,
    html: ({ here }) => `<iframe src="${here}inner"></iframe>`,
    files: { inner: { type: "text/html", body: ({ to }) => `<script>top.location = ${JSON.stringify(to)}</script>` } },
  },
  inPopup("open", "window.open(to)"),
  inPopup("open noopener", "window.open(to, '_blank', 'noopener')"),
  inPopup("open self", "window.open(to, '_self')"),
  inPopup("open top", "window.open(to, '_top')"),
  inPopup("blank location", "{const popup = window.open('about:blank'); popup.location = to}"),
  inPopup("blank location replace", "{const popup = window.open(); popup.location.replace(to)}"),
  inPopup("blank open", "{const popup = window.open('about:blank'); popup.open(to)}"),
  inPopup("blank fetch", "{const popup = window.open('about:blank'); popup.fetch(to)}"),
  inPopup(
    "blank write",
    "{const popup = window.open('about:blank'); popup.document.write('<img src=\"' + to + '\">')}",
  ),
  inPopup("blank image", "{const popup = window.open(''); new popup.Image().src = to}"),
  inPopup("blank stun", `{const popup = window.open('about:blank'); const inner = popup; ${PEER}}`),
  inPopup("blob", "window.open(URL.createObjectURL(new Blob(['<img src=\"' + to + '\">'], { type: 'text/html' })))"),
  inPopup("javascript", "window.open('javascript:fetch(\"' + to + '\")')"),
  inPopup(
    "from blank frame",
    "{const frame = document.body.appendChild(document.createElement('iframe')); frame.contentWindow.open(to)}",
  ),
];
