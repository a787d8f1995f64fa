// Frames and other windows: who they are, what they may read, and whom messages reach.

import { type Row, row } from "./row.ts";

export const frames: readonly Row[] = [
  row(
    "a blank frame asks through the mirror from its first moment",
    ({ cdn }) => {
      const frame = document.createElement("iframe");
      document.body.append(frame);
      const inner = frame.contentWindow as Window & typeof globalThis;
      return inner.fetch(`${cdn}/inner.txt`).then((answer) => answer.text());
    },
    "GET cdn/inner.txt",
  ),
  row(
    "a frame reached by its number has the shim as well",
    ({ cdn }) => {
      const before = window.length;
      document.body.insertAdjacentHTML("beforeend", "<iframe></iframe>");
      const inner = window[before] as unknown as Window & typeof globalThis;
      const image = inner.document.createElement("img");
      image.src = `${cdn}/n.gif`;
      return [image.src, "RTCPeerConnection" in inner];
    },
    ["CDN/n.gif", false],
  ),
  row(
    "a frame written into asks through the mirror",
    ({ cdn }) =>
      new Promise((done) => {
        const frame = document.createElement("iframe");
        document.body.append(frame);
        const inner = frame.contentDocument;
        Object.assign(window, { written: done });
        inner?.open();
        inner?.write(`<img src="${cdn}/w`);
        inner?.write(`ritten.gif" onload="parent.written(this.src)" onerror="parent.written('error')">`);
        inner?.close();
      }),
    "CDN/written.gif",
  ),
  row(
    "a javascript: frame asks through the mirror",
    ({ cdn }) =>
      new Promise((done) => {
        const frame = document.createElement("iframe");
        Object.assign(window, { said: done });
        frame.src = `javascript:fetch("${cdn}/js.txt").then((r) => r.text()).then(parent.said, (e) => parent.said(e.message))`;
        document.body.append(frame);
      }),
    "GET cdn/js.txt",
  ),
  row(
    "a srcdoc frame asks through the mirror and reads back its markup",
    ({ cdn }) =>
      new Promise((done) => {
        const frame = document.createElement("iframe");
        Object.assign(window, { doc: (said: string) => done([said, frame.srcdoc.startsWith("<script>fetch")]) });
        frame.srcdoc = `<script>fetch("${cdn}/doc.txt").then((r) => r.text()).then(parent.doc, (e) => parent.doc(e.message))</script>`;
        document.body.append(frame);
      }),
    ["GET cdn/doc.txt", true],
  ),
  row(
    "a sandboxed srcdoc frame reaches no stranger",
    ({ stranger }) =>
      new Promise((done) => {
        const frame = document.createElement("iframe");
        frame.sandbox.add("allow-scripts");
        addEventListener("message", (event) => event.data?.from === "sandbox" && done(event.data.said));
        frame.srcdoc = `<script>fetch("${stranger}/doc.txt").then(() => "came", () => "refused").then((said) => parent.postMessage({ from: "sandbox", said: said + typeof RTCPeerConnection }, "*"))</script>`;
        document.body.append(frame);
      }),
    "refusedundefined",
  ),
  row(
    "a frame of a blob has the shim before its own scripts",
    ({ cdn }) =>
      new Promise((done) => {
        const frame = document.createElement("iframe");
        Object.assign(window, { blob: done });
        frame.src = URL.createObjectURL(
          new Blob(
            [
              `<script>fetch("${cdn}/b.txt").then((r) => r.text()).then(parent.blob, (e) => parent.blob(e.message))</script>`,
            ],
            { type: "text/html" },
          ),
        );
        document.body.append(frame);
      }),
    "GET cdn/b.txt",
  ),
  row(
    "a frame of the primary's address is a page of the mirror with one shim",
    ({ news }) =>
      new Promise((done) => {
        const frame = document.createElement("iframe");
        frame.src = `${news}/framed`;
        frame.onload = () =>
          done([
            frame.src.replace(location.origin, ""),
            frame.contentWindow?.location.pathname,
            frame.contentDocument?.title,
          ]);
        document.body.append(frame);
      }),
    ["/framed", "/framed", "news/framed"],
  ),
  row(
    "a frame of the second origin talks by the origins of the service",
    ({ embed }) =>
      new Promise((done) => {
        const frame = document.createElement("iframe");
        frame.src = `${embed}/player`;
        addEventListener("message", (event) => {
          if (event.data === "pong") done([event.origin, event.source === frame.contentWindow, frame.src]);
        });
        frame.onload = () => frame.contentWindow?.postMessage("ping", embed);
        document.body.append(frame);
      }),
    ["EMBED", true, "EMBED/player"],
  ),
  row(
    "a message for another origin is not delivered",
    ({ cdn }) =>
      new Promise((done) => {
        addEventListener("message", (event) => event.data === "not for you" && done("delivered"));
        window.postMessage("not for you", cdn);
        setTimeout(done, 200, "kept");
      }),
    "kept",
  ),
];
