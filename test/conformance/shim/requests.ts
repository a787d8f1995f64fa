// What a page asks for: fetch, XMLHttpRequest, sockets, streams of events, beacons.

import { type Row, row } from "./row.ts";

export const requests: readonly Row[] = [
  row(
    "fetch of the second origin arrives there",
    ({ cdn }) => fetch(`${cdn}/a.txt`).then((r) => r.text()),
    "GET cdn/a.txt",
  ),
  row(
    "fetch of the primary's own address arrives there",
    ({ news }) => fetch(`${news}/a.txt?b=1`).then((r) => r.text()),
    "GET news/a.txt?b=1",
  ),
  row(
    "fetch of an address without a scheme arrives",
    ({ cdn }) => fetch(`${cdn.replace("http:", "")}/a.txt`).then((r) => r.text()),
    "GET cdn/a.txt",
  ),
  row(
    "fetch of a URL object arrives",
    ({ cdn }) => fetch(new URL("/b.txt", cdn)).then((r) => r.text()),
    "GET cdn/b.txt",
  ),
  row(
    "fetch of a Request arrives, and its address reads as it was made",
    async ({ cdn }) => {
      const request = new Request(`${cdn}/c.txt`, { method: "POST", body: "x" });
      const copy = new Request(request.clone(), { headers: { "x-a": "1" } });
      return [request.url, copy.url, await fetch(request).then((r) => r.text())];
    },
    ["CDN/c.txt", "CDN/c.txt", "POST cdn/c.txt"],
  ),
  row(
    "fetch without credentials is answered by the service, not by the cover",
    ({ cdn }) => fetch(`${cdn}/a.txt`, { credentials: "omit" }).then((r) => r.text()),
    "GET cdn/a.txt",
  ),
  row(
    "fetch with a Request as its options keeps its method",
    ({ cdn }) => fetch(`${cdn}/a.txt`, new Request("/x", { method: "PUT" })).then((r) => r.text()),
    "PUT cdn/a.txt",
  ),
  row("an answer's address reads as the service's", ({ cdn }) => fetch(`${cdn}/a.txt`).then((r) => r.url), "CDN/a.txt"),
  row(
    "fetch of a stranger is refused",
    ({ stranger }) =>
      fetch(`${stranger}/a.txt`).then(
        () => "came",
        (error) => error.name,
      ),
    "TypeError",
  ),
  row(
    "XMLHttpRequest arrives and reads back its address",
    ({ cdn }) =>
      new Promise((done) => {
        const asked = new XMLHttpRequest();
        asked.open("GET", `${cdn}/x.txt`);
        asked.onloadend = () => done([asked.responseText, asked.responseURL]);
        asked.send();
      }),
    ["GET cdn/x.txt", "CDN/x.txt"],
  ),
  row(
    "EventSource arrives and reads back its address",
    ({ cdn }) =>
      new Promise((done) => {
        const source = new EventSource(`${cdn}/feed.sse`);
        source.onmessage = (event) => {
          done([event.data, source.url, source instanceof EventSource, EventSource.OPEN]);
          source.close();
        };
      }),
    ["cdn/feed.sse", "CDN/feed.sse", true, 1],
  ),
  row(
    "WebSocket arrives, echoes and reads back its address",
    ({ cdn }) =>
      new Promise((done) => {
        const heard: unknown[] = [];
        const socket = new WebSocket(`${cdn.replace("http", "ws")}/socket?room=1`);
        socket.onopen = () => socket.send("hello");
        socket.onmessage = (event) => {
          heard.push(event.data);
          if (heard.length < 2) return;
          done([...heard, socket.url, socket.constructor === WebSocket]);
          socket.close();
        };
      }),
    ["cdn/socket?room=1", "hello", "WS-CDN/socket?room=1", true],
  ),
  row(
    "a class that extends WebSocket stays one",
    ({ news }) =>
      new Promise((done) => {
        class Line extends WebSocket {
          name = "line";
        }
        const socket = new Line(`${news.replace("http", "ws")}/line`);
        socket.onmessage = (event) => {
          done([event.data, socket.name, socket instanceof WebSocket]);
          socket.close();
        };
      }),
    ["news/line", "line", true],
  ),
  row(
    "WebSocket to a stranger is refused",
    ({ stranger }) =>
      new Promise((done) => {
        try {
          const socket = new WebSocket(stranger.replace("http", "ws"));
          socket.onerror = () => done("refused");
        } catch {
          done("refused");
        }
      }),
    "refused",
  ),
  row("a beacon is taken", ({ cdn }) => navigator.sendBeacon(`${cdn}/beacon.txt`, "x"), true),
];
