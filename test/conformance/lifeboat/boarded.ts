// Every way in which a page can ask for the script that its lifeboat was made from, each with the text it gets to see. Run
// in the page, so nothing outside a function may be named in it.

export type Asking = readonly [title: string, ask: (path: string) => Promise<string>];

/** Has the browser fetch the script as a service worker's, so that its cache holds that answer and no other. */
export const PRIME = async (path: string): Promise<void> => {
  const registration = await navigator.serviceWorker.register(path, {
    scope: `${path}/primed/`,
    updateViaCache: "all",
  });
  await registration.unregister();
};

export const ASKINGS: readonly Asking[] = [
  ["fetch", async (path) => (await fetch(path)).text()],
  ["fetch, as the cache has it", async (path) => (await fetch(path, { cache: "force-cache" })).text()],
  [
    "fetch, from the cache alone",
    (path) => fetch(path, { cache: "only-if-cached", mode: "same-origin" }).then((it) => it.text(), String),
  ],
  ["fetch, asked anew", async (path) => (await fetch(path, { cache: "no-cache" })).text()],
  [
    "fetch with the headers it may set",
    async (path) => {
      const headers = { "service-worker": "script", "sec-fetch-dest": "serviceworker" };
      return (await fetch(path, { mode: "same-origin", cache: "force-cache", headers })).text();
    },
  ],
  [
    "fetch with a tag",
    async (path) => {
      const tag = (await fetch(path)).headers.get("etag") ?? "";
      return (await fetch(path, { headers: { "if-none-match": tag } })).text();
    },
  ],
  [
    "XMLHttpRequest",
    (path) =>
      new Promise((resolve) => {
        const request = new XMLHttpRequest();
        request.onloadend = () => resolve(request.responseText);
        request.open("GET", path);
        request.send();
      }),
  ],
  [
    "a cache of the page's own",
    async (path) => {
      const cache = await caches.open("page");
      await cache.add(path);
      return (await (await cache.match(path))?.text()) ?? "";
    },
  ],
  [
    "a script element",
    (path) =>
      new Promise((resolve) => {
        const onload = () => resolve(JSON.stringify(Reflect.get(self, "hezar")) ?? "none");
        document.head.append(Object.assign(document.createElement("script"), { src: path, onload, onerror: onload }));
      }),
  ],
  [
    "import()",
    async (path) => {
      // Written so, or the test runner takes the word for its own.
      await new Function("path", "return import(path)")(path).catch(() => undefined);
      return JSON.stringify(Reflect.get(self, "hezar")) ?? "none";
    },
  ],
  [
    "a module preloaded as a service worker",
    (path) =>
      new Promise((resolve) => {
        const link = Object.assign(document.createElement("link"), { rel: "modulepreload", href: `${path}?preloaded` });
        link.setAttribute("as", "serviceworker");
        link.onload = link.onerror = () => {
          const read = () => resolve(JSON.stringify(Reflect.get(self, "hezar")) ?? "none");
          new Function("path", "return import(path)")(`${path}?preloaded`).then(read, read);
        };
        document.head.append(link);
      }),
  ],
  [
    "a worker's importScripts",
    (path) =>
      new Promise((resolve) => {
        const text = `try{importScripts(${JSON.stringify(new URL(path, location.href))})}catch{};postMessage(JSON.stringify(self.hezar)+"")`;
        const worker = new Worker(URL.createObjectURL(new Blob([text])));
        worker.onmessage = ({ data }) => resolve(data);
      }),
  ],
  [
    "a frame",
    (path) =>
      new Promise((resolve) => {
        const frame = Object.assign(document.createElement("iframe"), { src: path });
        frame.onload = () => resolve(frame.contentDocument?.documentElement.outerHTML ?? "none");
        document.body.append(frame);
      }),
  ],
  [
    "an object",
    (path) =>
      new Promise((resolve) => {
        const element = Object.assign(document.createElement("object"), { data: path });
        const read = () => resolve(element.contentDocument?.documentElement.outerHTML ?? "none");
        element.onload = element.onerror = read;
        document.body.append(element);
        setTimeout(read, 500);
      }),
  ],
  [
    "another scope's service worker, then the cache",
    async (path) => {
      await navigator.serviceWorker.register(path, { scope: `${path}/other/` }).catch(() => undefined);
      return (await fetch(path, { cache: "force-cache" })).text();
    },
  ],
];
