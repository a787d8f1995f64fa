// Modules, import(), import maps, workers of every kind, and a service's own service worker.

import { row, rows, type Topic } from "./row.ts";

export const MODULES: Topic = {
  name: "modules",
  rows: [
    row({
      title: "a module imports its neighbour and a module of the cdn by its address",
      run: async (lab) => {
        const headers = { "content-type": "text/javascript", "access-control-allow-origin": "*" };
        const far = lab.say({ headers, body: "export const far = import.meta.url" });
        const near = lab.say({ headers, body: "export const near = import.meta.url" });
        const body = `import { near } from "${near}"; import { far } from "${lab.cdn}${far}"; self.imported = [near, far]`;
        lab.element("script", { type: "module", src: lab.say({ headers, body }) });
        return lab.until(() => (self as unknown as { imported?: unknown }).imported);
      },
    }),
    row({
      title: "an inline module imports by the page's address",
      run: async (lab) => {
        const hit = lab.hit("module");
        lab.element(
          "script",
          { type: "module" },
          `import url, { hit } from "${hit.path}"; self.inline = [hit, url, typeof import.meta.resolve]`,
        );
        return lab.until(() => (self as unknown as { inline?: unknown }).inline);
      },
    }),
    ...rows(["primary", "cdn"] as const, (name) => ({
      title: `import() of the ${name} by its absolute address`,
      run: async (lab, name) => {
        const hit = lab.hit("module", "&open");
        const module = await lab.import(lab[name] + hit.path);
        const [echo] = await hit.seen();
        return [module.hit, module.default, echo?.headers.host, echo?.headers["sec-fetch-dest"]];
      },
    })),
    row({
      title: "import() twice runs a module once",
      run: async (lab) => {
        const hit = lab.hit("module", "&open");
        const [one, two] = [await lab.import(`${lab.cdn}${hit.path}`), await lab.import(`${lab.cdn}${hit.path}`)];
        await lab.pause(30);
        return [one === two, (await hit.seen()).length];
      },
    }),
    row({
      title: "import() of JSON and CSS",
      run: async (lab) => {
        const json = lab.say({ headers: { "content-type": "application/json" }, body: '{"a":[1]}' });
        const css = lab.say({ headers: { "content-type": "text/css" }, body: ".m { color: rgb(4, 5, 6) }" });
        const data = await lab.import(json, { with: { type: "json" } });
        const sheet = await lab.import(css, { with: { type: "css" } });
        document.adoptedStyleSheets.push(sheet.default as CSSStyleSheet);
        lab.after(() => document.adoptedStyleSheets.pop());
        return [data.default, lab.style(lab.element("p", { className: "m" }), "color")];
      },
    }),
    row({
      title: "JSON of the cdn as a module",
      run: async (lab) => {
        const json = lab.say({
          headers: { "content-type": "application/json", "access-control-allow-origin": "*" },
          body: '{"a":1}',
        });
        return (await lab.import(lab.cdn + json, { with: { type: "json" } })).default;
      },
    }),
    row({
      title: "a module of the cdn without CORS is refused",
      run: (lab) =>
        lab.outcome(
          lab.import(lab.cdn + lab.say({ headers: { "content-type": "text/javascript" }, body: "export default 1" })),
        ),
    }),
    ...rows(["text/html", "application/json", "text/plain"], (type) => ({
      title: `a module served as ${type} is refused`,
      run: (lab, type) =>
        lab.outcome(lab.import(lab.say({ headers: { "content-type": type }, body: "export default 1" }))),
    })),
    row({
      title: "a module that is missing or broken fails",
      run: async (lab) => [
        await lab.outcome(lab.import("/nowhere.js")),
        await lab.outcome(lab.import(lab.say({ headers: { "content-type": "text/javascript" }, body: "export {" }))),
        await lab.outcome(lab.import("bare")),
      ],
    }),
    row({
      title: "an import map names bare words, a prefix and the cdn",
      markup: `<script type="importmap">{"imports":{"word":"/hit/{id}?as=module","far/":"{cdn}/hit/","full":"{primary}/hit/{id}?as=module"}}</script>
<script type="module">import word from "word"; import far from "far/{id}?as=module&open"; import full from "full"; self.mapped = [word, far, full, import.meta.resolve("far/x")]</script>`,
      run: (lab, _given, view) => lab.until(() => (view as unknown as { mapped?: unknown }).mapped),
    }),
    row({
      title: "an import map with scopes and integrity of nothing",
      markup: `<script type="importmap">{"imports":{"a":"/never.js"},"scopes":{"/rows/":{"a":"{primary}/hit/{id}?as=module"}}}</script>
<script type="module">import a from "a"; self.scoped = a</script>`,
      run: (lab, _given, view) => lab.until(() => (view as unknown as { scoped?: unknown }).scoped),
    }),
    row({
      title: "modulepreload and preload of scripts are used",
      run: async (lab) => {
        const hit = lab.hit("module", "&open");
        await lab.loaded(
          lab.element("link", { rel: "modulepreload", href: lab.cdn + hit.path, crossOrigin: "anonymous" }),
        );
        const module = await lab.import(lab.cdn + hit.path);
        await lab.pause(30);
        return [module.hit, (await hit.seen()).length];
      },
    }),
    row({
      title: "top-level await, cycles and nomodule",
      run: async (lab) => {
        const headers = { "content-type": "text/javascript" };
        lab.element("script", { noModule: true }, "self.old = true");
        const waits = lab.say({
          headers,
          body: "export const late = await new Promise((r) => setTimeout(r, 10, 'late'))",
        });
        const module = await lab.import(waits);
        return [module.late, "old" in self];
      },
    }),
    row({
      title: "a module from a blob",
      run: async (lab) => {
        const url = URL.createObjectURL(
          new Blob([`import { hit } from "${lab.primary}${lab.hit("module").path}"; export default hit`], {
            type: "text/javascript",
          }),
        );
        return (await lab.import(url)).default;
      },
    }),
    row({
      title: "a script's integrity holds for both origins",
      run: async (lab) => {
        const headers = { "content-type": "text/javascript", "access-control-allow-origin": "*" };
        const path = lab.say({ headers, body: "self.intact = true" });
        const digest = await crypto.subtle.digest("SHA-384", new TextEncoder().encode("self.intact = true"));
        const good = `sha384-${btoa(String.fromCharCode(...new Uint8Array(digest)))}`;
        const seen = [];
        for (const origin of ["", lab.cdn])
          for (const integrity of [good, `sha384-${btoa("0".repeat(48))}`])
            seen.push(
              await lab.loaded(lab.element("script", { integrity, crossOrigin: "anonymous", src: origin + path })),
            );
        return seen;
      },
    }),
    ...rows(["classic", "module"] as const, (type) => ({
      title: `a ${type} worker runs, fetches both origins and answers`,
      run: async (lab, type) => {
        const body = `(async () => { const read = async (url) => (await (await fetch(url)).json()).headers;
const [own, far] = [await read("/echo"), await read("${lab.cdn}/echo?cors")];
postMessage([own.host, own.referer, far.host, far.origin, self.name]) })().catch((error) => postMessage(error.name))`;
        const worker = new Worker(lab.say({ headers: { "content-type": "text/javascript" }, body }), {
          type,
          name: "w",
        });
        lab.after(() => worker.terminate());
        return (await lab.once<MessageEvent>(worker, "message")).data;
      },
    })),
    row({
      title: "a worker knows its address",
      run: async (lab) => {
        const worker = new Worker(
          lab.say({
            headers: { "content-type": "text/javascript" },
            body: "postMessage([location.href, self.origin])",
          }),
        );
        lab.after(() => worker.terminate());
        return (await lab.once<MessageEvent>(worker, "message")).data;
      },
    }),
    row({
      title: "a worker given by the service's absolute address",
      run: async (lab) => {
        const worker = new Worker(
          lab.primary + lab.say({ headers: { "content-type": "text/javascript" }, body: "postMessage('absolute')" }),
        );
        lab.after(() => worker.terminate());
        return (await lab.once<MessageEvent>(worker, "message", "error")).data;
      },
    }),
    row({
      title: "a worker of the cdn is refused",
      run: (lab) =>
        lab.outcome(async () => {
          const worker = new Worker(
            lab.cdn + lab.say({ headers: { "content-type": "text/javascript" }, body: "postMessage(1)" }),
          );
          const { type } = await lab.once(worker, "message", "error");
          worker.terminate();
          return type;
        }),
    }),
    row({
      title: "importScripts of both origins",
      run: async (lab) => {
        const part = (name: string) =>
          lab.say({ headers: { "content-type": "text/javascript" }, body: `self.${name} = true` });
        const body = `try { importScripts("${part("near")}", "${lab.cdn}${part("far")}"); postMessage([near, far]) } catch (error) { postMessage(error.name) }`;
        const worker = new Worker(lab.say({ headers: { "content-type": "text/javascript" }, body }));
        lab.after(() => worker.terminate());
        return (await lab.once<MessageEvent>(worker, "message")).data;
      },
    }),
    row({
      title: "a module worker imports of the cdn",
      run: async (lab) => {
        const hit = lab.hit("module", "&open");
        const body = `import { hit } from "${lab.cdn}${hit.path}"; postMessage(hit)`;
        const worker = new Worker(lab.say({ headers: { "content-type": "text/javascript" }, body }), {
          type: "module",
        });
        lab.after(() => worker.terminate());
        return (await lab.once<MessageEvent>(worker, "message", "error")).data ?? "refused";
      },
    }),
    row({
      title: "a worker from a blob fetches the cdn by its address",
      run: async (lab) => {
        const body = `fetch("${lab.cdn}/echo?cors").then((answer) => answer.json()).then(({ headers }) => postMessage(headers.host), (error) => postMessage(error.name))`;
        const worker = new Worker(URL.createObjectURL(new Blob([body], { type: "text/javascript" })));
        lab.after(() => worker.terminate());
        return (await lab.once<MessageEvent>(worker, "message")).data;
      },
    }),
    ...rows(["WebSocket", "EventSource", "XMLHttpRequest"], (kind) => ({
      title: `${kind} of the cdn in a worker`,
      run: async (lab, kind) => {
        const bodies: Record<string, string> = {
          WebSocket: `const s = new WebSocket("${lab.cdn.replace("http", "ws")}/socket"); s.onopen = () => s.send("hello"); s.onmessage = ({ data }) => postMessage(JSON.parse(data).host); s.onerror = () => postMessage("error")`,
          EventSource: `const e = new EventSource("${lab.cdn}/events?cors"); e.onmessage = ({ data }) => { postMessage(data); e.close() }; e.onerror = () => postMessage("error")`,
          XMLHttpRequest: `const x = new XMLHttpRequest(); x.open("GET", "${lab.cdn}/echo?cors"); x.onload = () => postMessage(JSON.parse(x.responseText).headers.host); x.onerror = () => postMessage("error"); x.send()`,
        };
        const worker = new Worker(
          lab.say({ headers: { "content-type": "text/javascript" }, body: bodies[kind] ?? "" }),
        );
        lab.after(() => worker.terminate());
        return (await lab.once<MessageEvent>(worker, "message")).data;
      },
    })),
    row({
      title: "a worker's uncaught error reaches the page",
      run: async (lab) => {
        const worker = new Worker(
          lab.say({ headers: { "content-type": "text/javascript" }, body: "\nthrow new Error('mine')" }),
        );
        const { message, lineno } = await lab.once<ErrorEvent>(worker, "error");
        return [message, lineno];
      },
    }),
    row({
      title: "a buffer is transferred to a worker and back, and a nested worker runs",
      run: async (lab) => {
        const body =
          "onmessage = ({ data }) => { const inner = new Worker(URL.createObjectURL(new Blob(['postMessage(7)']))); inner.onmessage = ({ data: number }) => postMessage([data.byteLength, number], [data]) }";
        const worker = new Worker(lab.say({ headers: { "content-type": "text/javascript" }, body }));
        lab.after(() => worker.terminate());
        const buffer = new ArrayBuffer(1000);
        worker.postMessage(buffer, [buffer]);
        return [buffer.byteLength, (await lab.once<MessageEvent>(worker, "message")).data];
      },
    }),
    row({
      title: "a shared worker is shared",
      run: async (lab) => {
        const path = lab.say(
          {
            headers: { "content-type": "text/javascript" },
            body: "let n = 0; onconnect = ({ ports: [port] }) => port.postMessage([++n, location.pathname.length > 1])",
          },
          "shared.js",
        );
        const seen = [];
        for (const _ of [1, 2]) {
          const worker = new SharedWorker(path);
          worker.port.start();
          seen.push((await lab.once<MessageEvent>(worker.port, "message")).data);
        }
        return seen;
      },
    }),
    row({
      title: "an audio worklet of the service loads",
      run: (lab) =>
        lab.outcome(async () => {
          const audio = new OfflineAudioContext(1, 128, 44_100);
          const body = "registerProcessor('p', class extends AudioWorkletProcessor { process() { return false } })";
          await audio.audioWorklet.addModule(lab.say({ headers: { "content-type": "text/javascript" }, body }));
          return new AudioWorkletNode(audio, "p").numberOfInputs;
        }),
    }),
    row({
      title: "WebAssembly compiles from a stream of either origin",
      run: async (lab) => {
        const path = lab.say({
          hex: "0061736d01000000",
          headers: { "content-type": "application/wasm", "access-control-allow-origin": "*" },
        });
        const seen = [];
        for (const origin of ["", lab.cdn])
          seen.push(
            await lab.outcome(async () =>
              String((await WebAssembly.compileStreaming(fetch(origin + path))) instanceof WebAssembly.Module),
            ),
          );
        return seen;
      },
    }),
    row({
      title: "a service's own service worker is refused, and a page that minds it goes on",
      run: (lab) =>
        lab.outcome(async () => {
          const path = lab.say(
            {
              headers: { "content-type": "text/javascript", "service-worker-allowed": "/" },
              body: "onfetch = () => {}",
            },
            "sw.js",
          );
          const registration = await navigator.serviceWorker.register(path, { scope: "/nowhere/" });
          return registration.unregister();
        }),
      differs: {
        reason: "a mirror has one service worker, the lifeboat; sites' own are refused in this version",
        value: { failed: "SecurityError" },
      },
    }),
    row({
      title: "a page sees no service worker but its own",
      run: async () => [
        navigator.serviceWorker.controller,
        (await navigator.serviceWorker.getRegistrations()).length,
        "serviceWorker" in navigator,
      ],
    }),
    row({
      title: "BroadcastChannel and locks reach another frame of the service",
      run: async (lab) => {
        const channel = new BroadcastChannel("lab");
        lab.after(() => channel.close());
        const message = lab.once<MessageEvent>(channel, "message");
        await lab.frame({ src: lab.say({ body: "<script>new BroadcastChannel('lab').postMessage('hi')</script>" }) });
        const { data, origin } = await message;
        return [data, origin, await navigator.locks.request("l", () => "held")];
      },
    }),
  ],
};
