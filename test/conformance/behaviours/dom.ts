// What scripts do with elements, storage and the platform: nothing of it may know that it is on a mirror.

import { row, rows, type Topic } from "./row.ts";

const REFLECTED = [
  ["a", "href"],
  ["area", "href"],
  ["img", "src"],
  ["script", "src"],
  ["link", "href"],
  ["iframe", "src"],
  ["video", "src"],
  ["video", "poster"],
  ["source", "src"],
  ["track", "src"],
  ["input", "src"],
  ["embed", "src"],
  ["object", "data"],
  ["form", "action"],
  ["q", "cite"],
] as const;

const PLATFORM = [
  ["isSecureContext", "isSecureContext"],
  ["crossOriginIsolated", "crossOriginIsolated"],
  ["origin", "origin"],
  ["location.protocol", "location.protocol"],
  ["location.ancestorOrigins", "location.ancestorOrigins.length"],
  ["navigator.onLine", "navigator.onLine"],
  ["navigator.language", "navigator.language"],
  ["navigator.userAgent", "navigator.userAgent"],
  ["document.hasFocus", "typeof document.hasFocus()"],
  ["eval", "eval('1 + 1')"],
  ["Function", "new Function('return 2')()"],
  ["a string timer", "new Promise((done) => { self.timed = done; setTimeout('timed(3)', 1) })"],
  ["crypto.randomUUID", "crypto.randomUUID().length"],
  ["crypto.subtle", "crypto.subtle.digest('SHA-1', new Uint8Array(1)).then((d) => d.byteLength)"],
  ["Intl", "new Intl.DateTimeFormat('fa', { dateStyle: 'short', timeZone: 'UTC' }).format(0)"],
  ["structuredClone", "structuredClone(new Map([[1, 2]])).get(1)"],
  ["permissions", "navigator.permissions.query({ name: 'geolocation' }).then(({ state }) => state)"],
  ["storage.estimate", "navigator.storage.estimate().then(({ quota }) => quota > 0)"],
  ["clipboard", "typeof navigator.clipboard.writeText"],
  ["Notification", "typeof Notification.requestPermission"],
  ["PushManager", "typeof PushManager"],
  ["trustedTypes", "typeof trustedTypes.createPolicy"],
  ["SharedArrayBuffer", "typeof SharedArrayBuffer"],
  ["history.length", "typeof history.length"],
  ["WebGL", "typeof WebGL2RenderingContext"],
  [
    "compression streams",
    "new Response(new Blob(['a'.repeat(999)]).stream().pipeThrough(new CompressionStream('gzip')).pipeThrough(new DecompressionStream('gzip'))).text().then((t) => t.length)",
  ],
] as const;

export const DOM: Topic = {
  name: "dom",
  rows: [
    ...rows(REFLECTED, ([tag, name]) => ({
      title: `<${tag}>.${name} and its attribute read back what was written`,
      run: (lab, [tag, name]) => {
        const element = document.createElement(tag) as unknown as Record<string, string> & Element;
        const address = `${lab.cdn}/read/back?a=b&c`;
        (element as Record<string, string>)[name] = address;
        const byProperty = [element[name], element.getAttribute(name)];
        element.setAttribute(name, `${address}#2`);
        return [
          byProperty,
          element[name],
          element.getAttribute(name),
          (element.cloneNode() as Element).getAttribute(name),
          element.outerHTML,
        ];
      },
    })),
    ...rows(PLATFORM, ([what]) => ({
      title: `the platform: ${what}`,
      // biome-ignore lint/security/noGlobalEval: the row runs one expression of a page
      run: (_lab, [, expression]) => eval(expression),
    })),
    row({
      title: "location reads of the service's address",
      run: () => [location.href, location.origin, location.host, location.hostname, location.pathname],
    }),
    row({
      title: "a URL built from location is the service's",
      run: (lab) => [new URL("/x", location.href).href, new URL("x", document.baseURI).href, new URL(lab.cdn).origin],
    }),
    row({
      title: "innerHTML of what markup brought reads as it was written",
      markup: '<div id="w"><a href="{cdn}/x">a</a><img src="{primary}/hit/{id}?as=png"></div>',
      run: (_lab, _given, view) => view.document.getElementById("w")?.innerHTML,
    }),
    row({
      title: "setAttributeNS, attributes and dataset",
      run: (lab) => {
        const image = document.createElementNS("http://www.w3.org/2000/svg", "image");
        image.setAttributeNS("http://www.w3.org/1999/xlink", "xlink:href", `${lab.cdn}/x`);
        const p = document.createElement("p");
        p.dataset.url = `${lab.cdn}/x`;
        return [image.getAttribute("xlink:href"), p.dataset.url, p.outerHTML];
      },
    }),
    row({
      title: "an attribute node that carries an address",
      run: async (lab) => {
        const hit = lab.hit("png");
        const attribute = document.createAttribute("src");
        attribute.value = lab.cdn + hit.path;
        lab.element("img", {}).setAttributeNode(attribute);
        return (await hit.seen()).map(({ headers }) => headers.host);
      },
    }),
    row({
      title: "a MutationObserver sees what the page did and no more",
      run: async (lab) => {
        const div = lab.element("div", {});
        const seen: unknown[] = [];
        const observer = new MutationObserver((records) => {
          for (const { type, addedNodes, attributeName } of records)
            seen.push([type, addedNodes.length, attributeName]);
        });
        observer.observe(div, { childList: true, attributes: true, subtree: true });
        const image = document.createElement("img");
        div.append(image);
        image.src = `${lab.cdn}${lab.hit("png").path}`;
        div.setAttribute("title", "x");
        await lab.pause(30);
        return seen;
      },
    }),
    row({
      title: "custom elements are upgraded, with their reactions, from markup and innerHTML",
      run: (lab) => {
        const seen: unknown[] = [];
        class Card extends HTMLElement {
          static observedAttributes = ["href", "src"];
          connectedCallback() {
            seen.push("connected");
          }
          attributeChangedCallback(name: string, _: string | null, value: string | null) {
            seen.push([name, value]);
          }
        }
        customElements.define("lab-card", Card);
        const div = lab.element("div", {});
        div.innerHTML = `<lab-card href="${lab.cdn}/c"></lab-card>`;
        div.firstElementChild?.setAttribute("src", `${lab.cdn}/s`);
        return [seen, div.firstElementChild instanceof Card];
      },
    }),
    row({
      title: "a shadow root loads pictures of the cdn",
      run: async (lab) => {
        const hit = lab.hit("png");
        lab.element("div", {}).attachShadow({ mode: "closed" }).innerHTML = `<img src="${lab.cdn}${hit.path}">`;
        return (await hit.seen()).map(({ headers }) => headers.host);
      },
    }),
    row({
      title: "a class of the page may extend Request, XMLHttpRequest and EventSource",
      run: (lab) => {
        class Asking extends Request {}
        class Xhr extends XMLHttpRequest {}
        const asking = new Asking(`${lab.cdn}/x`);
        return [asking instanceof Asking, asking.url, new Xhr() instanceof Xhr];
      },
    }),
    row({
      title: "builtins look native",
      run: () =>
        [
          fetch,
          XMLHttpRequest.prototype.open,
          WebSocket,
          navigator.sendBeacon,
          Element.prototype.setAttribute,
          window.open,
          history.pushState,
        ].map((one) => Function.prototype.toString.call(one).includes("[native code]")),
    }),
    row({
      title: "the page's globals are the page's",
      run: () =>
        Object.keys(window).filter(
          (name) => !/^(?:lab|on|webkit|chrome)/.test(name) && /hezar|shim|mirror|lifeboat/i.test(name),
        ),
    }),
    ...rows(["localStorage", "sessionStorage"] as const, (name) => ({
      title: `${name} keeps, lists and forgets`,
      run: (_lab, name) => {
        const storage = window[name];
        storage.setItem("k", "پ");
        storage.other = "1";
        const seen = [
          storage.getItem("k"),
          storage.other,
          Object.keys(storage)
            .filter((key) => key === "k" || key === "other")
            .sort(),
        ];
        storage.removeItem("k");
        storage.removeItem("other");
        return [seen, storage.getItem("k"), Object.keys(storage).filter((key) => /hezar|mirror/i.test(key))];
      },
    })),
    row({
      title: "a storage event names the service's address",
      run: async (lab) => {
        const event = lab.once<StorageEvent>(window, "storage");
        await lab.frame({ src: lab.say({ body: "<script>localStorage.setItem('evented', '1')</script>" }) });
        const { key, newValue, url } = await event;
        localStorage.removeItem("evented");
        return [key, newValue, url];
      },
    }),
    row({
      title: "IndexedDB keeps objects, and shows no database but the page's",
      run: async (lab) => {
        const opening = indexedDB.open("labdb", 1);
        opening.onupgradeneeded = () => opening.result.createObjectStore("s");
        await lab.once(opening, "success");
        const put = opening.result.transaction("s", "readwrite").objectStore("s").put({ a: 1 }, "k");
        await lab.once(put, "success");
        const get = opening.result.transaction("s").objectStore("s").get("k");
        await lab.once(get, "success");
        const names = (await indexedDB.databases()).map(({ name }) => name);
        opening.result.close();
        indexedDB.deleteDatabase("labdb");
        return [get.result, names];
      },
    }),
    row({
      title: "the Cache API keeps answers of both origins under their addresses",
      run: async (lab) => {
        const cache = await caches.open("labcache");
        await cache.add("/file/stamp.png?cache");
        await cache.put(`${lab.cdn}/kept`, new Response("kept"));
        const found = await cache.match(`${lab.cdn}/kept`);
        const keys = (await cache.keys()).map(({ url }) => url);
        const names = await caches.keys();
        await caches.delete("labcache");
        return [await found?.text(), keys, names];
      },
    }),
    row({
      title: "the origin's private file system",
      run: async () => {
        const root = await navigator.storage.getDirectory();
        const file = await root.getFileHandle("lab.txt", { create: true });
        const writing = await file.createWritable();
        await writing.write("opfs");
        await writing.close();
        const text = await (await file.getFile()).text();
        await root.removeEntry("lab.txt");
        return text;
      },
    }),
    row({
      title: "Blob, File, FileReader and object URLs",
      run: async (lab) => {
        const reader = new FileReader();
        reader.readAsDataURL(new File(["پ"], "n.txt", { type: "text/plain" }));
        await lab.once(reader, "load");
        const url = URL.createObjectURL(new Blob(["x"]));
        const text = await (await fetch(url)).text();
        URL.revokeObjectURL(url);
        return [reader.result, text, url.startsWith(`blob:${location.origin}/`), await lab.outcome(fetch(url))];
      },
    }),
    row({
      title: "an object URL names the service's origin",
      run: () => URL.createObjectURL(new Blob([])).split("/").slice(0, 3).join("/"),
    }),
    row({
      title: "Resource Timing names addresses as the service's",
      run: async (lab) => {
        await (await fetch(`${lab.cdn}/file/stamp.png?timing`)).blob();
        return performance
          .getEntriesByType("resource")
          .map(({ name }) => name)
          .filter((name) => name.includes("?timing"));
      },
    }),
    row({
      title: "Resource Timing hides the times of a cdn that does not allow it",
      run: async (lab) => {
        await (await fetch(`${lab.cdn}/file/stamp.png?hidden`)).blob();
        const entry = performance.getEntriesByType("resource").find(({ name }) => name.includes("?hidden")) as
          | PerformanceResourceTiming
          | undefined;
        return [(entry?.requestStart ?? 0) > 0, (entry?.transferSize ?? 0) > 0];
      },
    }),
    row({
      title: "Navigation Timing names the page",
      run: () =>
        performance
          .getEntriesByType("navigation")
          .map((entry) => [entry.name, (entry as PerformanceNavigationTiming).type]),
    }),
    row({
      title: "observers of intersection, size and reports run",
      run: async (lab) => {
        const p = lab.element("p", {}, "x");
        const seen = await Promise.all([
          new Promise((resolve) => new IntersectionObserver(([entry]) => resolve(entry?.isIntersecting)).observe(p)),
          new Promise((resolve) =>
            new ResizeObserver(([entry]) => resolve((entry?.contentRect.height ?? 0) > 0)).observe(p),
          ),
        ]);
        return seen;
      },
    }),
    row({
      title: "an unhandled rejection and a stack name the service's script",
      run: async (lab) => {
        const event = lab.once<PromiseRejectionEvent>(window, "unhandledrejection");
        void Promise.reject(new Error("mine"));
        const { reason } = await event;
        const stack = String(new Error("x").stack);
        return [reason.message, /https?:\/\/[^\s)]*\/rows\/dom\.js/.exec(stack)?.[0]];
      },
    }),
    row({
      title: "a reported error of a page names its file",
      run: async (lab) => {
        const error = lab.once<ErrorEvent>(window, "error");
        reportError(new Error("told"));
        const { message, filename } = await error;
        return [message, new URL(filename).pathname];
      },
    }),
    row({
      title: "XPath, TreeWalker, ranges and selection",
      run: (lab) => {
        lab.element("p", { id: "xp" }, "found");
        return [
          document.evaluate("string(//p[@id='xp'])", document, null, XPathResult.STRING_TYPE).stringValue,
          document.createTreeWalker(document.body).nextNode()?.nodeType,
        ];
      },
    }),
    row({
      title: "selectors find links by the address they were written with",
      markup: '<a href="{cdn}/sel">x</a><img src="{cdn}/sel.png">',
      run: (lab, _given, view) => {
        const made = view.document.createElement("a");
        made.href = `${lab.primary}/made`;
        view.document.body.append(made);
        return [
          view.document.querySelectorAll(`a[href="${lab.cdn}/sel"]`).length,
          view.document.querySelectorAll(`img[src^="${lab.cdn}"]`).length,
          view.document.querySelectorAll(`a[href^="${lab.primary}"]`).length,
        ];
      },
    }),
    row({
      title: "new Image, Audio and Option",
      run: async (lab) => {
        const hit = lab.hit("png");
        const image = new Image(3, 4);
        image.src = lab.cdn + hit.path;
        await lab.loaded(image);
        return [image.width, new Audio().preload, new Option("t", "v").value, (await hit.seen()).length];
      },
    }),
    row({
      title: "Range requests of a page's own: text fragments and scrolling",
      run: (lab) => {
        const p = lab.element("p", { id: "frag" }, "x");
        p.scrollIntoView();
        return CSS.escape("1a") + String(document.getElementById("frag") === p);
      },
    }),
  ],
};
