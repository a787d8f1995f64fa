// Workers of a page: where their scripts come from, what they ask for, where they believe to be.

import { type Row, row } from "./row.ts";

export const workers: readonly Row[] = [
  ...(["fetch", "xhr"] as const).map((deed) =>
    row(
      `a worker's ${deed} of the second origin arrives`,
      new Function(
        "origins",
        `return new Promise((done) => {
    const worker = new Worker("/worker.js");
    worker.onmessage = (event) => done(event.data);
    worker.onerror = (event) => done("error " + event.message);
    worker.postMessage(["${deed}", origins.cdn + "/w.txt"]);
  })`,
      ) as Row["run"],
      "GET cdn/w.txt",
    ),
  ),
  row(
    "a worker's WebSocket arrives",
    ({ cdn }) =>
      new Promise((done) => {
        const worker = new Worker("/worker.js");
        worker.onmessage = (event) => done(event.data);
        worker.postMessage(["socket", `${cdn.replace("http", "ws")}/w`]);
      }),
    "cdn/w",
  ),
  row(
    "a worker of the service's absolute address believes to be there",
    ({ news }) =>
      new Promise((done) => {
        const worker = new Worker(`${news}/deep/worker.js?v=2`);
        worker.onmessage = (event) => done(event.data);
        worker.postMessage(["location"]);
      }),
    "/deep/worker.js",
  ),
  row(
    "a worker imports the second origin's scripts",
    ({ cdn }) =>
      new Promise((done) => {
        const worker = new Worker("/worker.js");
        worker.onmessage = (event) => done(event.data);
        worker.postMessage(["import", `${cdn}/imported.js`]);
      }),
    "imported /worker.js",
  ),
  row(
    "a module worker hears what it was sent before it ran",
    ({ cdn }) =>
      new Promise((done) => {
        const worker = new Worker("/worker.js", { type: "module" });
        worker.onmessage = (event) => done(event.data);
        worker.postMessage(["fetch", `${cdn}/m.txt`]);
      }),
    "GET cdn/m.txt",
  ),
  row(
    "a worker made of a blob asks through the mirror, though its address is revoked at once",
    ({ cdn }) =>
      new Promise((done) => {
        const address = URL.createObjectURL(
          new Blob([`fetch("${cdn}/blob.txt").then((r) => r.text()).then(postMessage, (e) => postMessage(e.message))`]),
        );
        const worker = new Worker(address);
        URL.revokeObjectURL(address);
        worker.onmessage = (event) => done(event.data);
        worker.onerror = (event) => done(`error ${event.message}`);
      }),
    "GET cdn/blob.txt",
  ),
  row(
    "a module worker made of a blob asks through the mirror",
    ({ cdn }) =>
      new Promise((done) => {
        const address = URL.createObjectURL(
          new Blob(
            [
              `fetch("${cdn}/blob.txt").then((r) => r.text()).then(postMessage, (e) => postMessage(e.message)); export {};`,
            ],
            { type: "text/javascript" },
          ),
        );
        const worker = new Worker(address, { type: "module" });
        worker.onmessage = (event) => done(event.data);
        worker.onerror = (event) => done(`error ${event.message}`);
      }),
    "GET cdn/blob.txt",
  ),
  row(
    "a shared worker is shared and asks through the mirror",
    ({ cdn }) =>
      new Promise((done) => {
        const worker = new SharedWorker("/shared-worker.js");
        worker.port.onmessage = (event) => done(event.data);
        worker.port.postMessage(["fetch", `${cdn}/s.txt`]);
      }),
    "GET cdn/s.txt",
  ),
  row(
    "a worker has no WebTransport",
    () =>
      new Promise((done) => {
        const worker = new Worker("/worker.js");
        worker.onmessage = (event) => done(event.data);
        worker.postMessage(["absent"]);
      }),
    "undefined",
  ),
  row(
    "a module of the page's own origin is imported by its own address",
    new Function("return import('/here.mjs').then((module) => module.here)") as Row["run"],
    "/here.mjs",
  ),
];
