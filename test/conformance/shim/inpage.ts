// What scripts do inside one page, and what comes of it. Each row's function runs in the page and sees nothing of this file.

export interface Origins {
  readonly news: string;
  readonly cdn: string;
  readonly embed: string;
  readonly stranger: string;
}

export interface Row {
  readonly name: string;
  readonly run: (origins: Origins) => unknown;
  readonly gives: unknown;
}

const row = (name: string, run: Row["run"], gives: unknown): Row => ({ name, run, gives });

const requests: readonly Row[] = [
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

const workers: readonly Row[] = [
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

const elements: readonly Row[] = [
  row(
    "a picture of the second origin loads, and its address reads as written",
    ({ cdn }) =>
      new Promise((done) => {
        const image = new Image();
        image.onload = () => done([image.src, image.getAttribute("src"), image.currentSrc]);
        image.onerror = () => done("error");
        image.src = `${cdn}/a.gif`;
      }),
    ["CDN/a.gif", "CDN/a.gif", "CDN/a.gif"],
  ),
  row(
    "srcset is mapped and reads as written",
    ({ cdn, news }) =>
      new Promise((done) => {
        const image = new Image();
        image.onload = () => done([image.srcset, image.currentSrc]);
        image.srcset = `${cdn}/a.gif 1x, ${news}/b.gif 2x`;
      }),
    ["CDN/a.gif 1x, NEWS/b.gif 2x", "CDN/a.gif"],
  ),
  row(
    "a script of the second origin runs",
    ({ cdn }) =>
      new Promise((done) => {
        const script = document.createElement("script");
        script.src = `${cdn}/lib.js`;
        script.onload = () => done("ran");
        script.onerror = () => done("error");
        document.head.append(script);
      }),
    "ran",
  ),
  row(
    "a stylesheet of the second origin applies, though its hash is given",
    ({ cdn }) =>
      new Promise((done) => {
        const link = document.createElement("link");
        link.rel = "stylesheet";
        link.integrity = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
        link.onload = () => done([getComputedStyle(document.body).getPropertyValue("--styled"), link.href]);
        link.onerror = () => done("error");
        link.href = `${cdn}/a.css`;
        document.head.append(link);
      }),
    ["yes", "CDN/a.css"],
  ),
  row(
    "setAttribute, attribute nodes and getAttribute agree",
    ({ cdn, news }) => {
      const a = document.createElement("a");
      a.setAttribute("href", `${news}/x`);
      const first = [a.getAttribute("href"), a.attributes[0]?.value, a.pathname];
      const node = document.createAttribute("href");
      node.value = `${cdn}/y`;
      a.setAttributeNode(node);
      return [...first, a.getAttribute("href"), a.href, a.hostname === new URL(cdn).hostname];
    },
    ["NEWS/x", "NEWS/x", "/x", "CDN/y", "CDN/y", true],
  ),
  row(
    "a link's parts read and write as at the service",
    ({ cdn }) => {
      const a = document.createElement("a");
      a.href = `${cdn}/y?z=1#f`;
      a.pathname = "/other";
      return [a.origin, a.host, a.pathname, a.search, a.hash, String(a)];
    },
    ["CDN", "cdn", "/other", "?z=1", "#f", "CDN/other?z=1#f"],
  ),
  row(
    "links of the page's own origin agree with location",
    ({ news }) => {
      const a = document.createElement("a");
      a.href = `${news}/x`;
      return [a.origin === location.origin, a.hostname === location.hostname];
    },
    [true, true],
  ),
  row(
    "svg references are mapped",
    ({ cdn }) => {
      const [one, other] = [0, 1].map(() => document.createElementNS("http://www.w3.org/2000/svg", "image"));
      one?.setAttributeNS("http://www.w3.org/1999/xlink", "xlink:href", `${cdn}/i.gif`);
      if (other) other.href.baseVal = `${cdn}/j.gif`;
      return [one?.getAttribute("xlink:href"), other?.getAttribute("href"), other?.href.baseVal];
    },
    ["CDN/i.gif", "CDN/j.gif", "CDN/j.gif"],
  ),
  row(
    "a hint to connect to a stranger leads nowhere",
    ({ stranger }) => {
      const link = document.createElement("link");
      link.rel = "preconnect";
      link.href = stranger;
      document.head.append(link);
      const html = new XMLSerializer().serializeToString(link);
      return [link.href, /leave\?to=/.test(html)];
    },
    ["STRANGER/", true],
  ),
  row(
    "speculation rules become data",
    ({ stranger }) => {
      const script = document.createElement("script");
      script.type = "speculationrules";
      script.textContent = JSON.stringify({ prefetch: [{ urls: [stranger] }] });
      document.head.append(script);
      return [script.type, script.outerHTML.includes("application/json")];
    },
    ["speculationrules", true],
  ),
  row(
    "referrer policies are weakened for nobody",
    () => {
      const image = new Image();
      image.referrerPolicy = "unsafe-url";
      return image.outerHTML;
    },
    '<img referrerpolicy="same-origin">',
  ),
  row(
    "pings of strangers are dropped",
    ({ stranger, cdn }) => {
      const a = document.createElement("a");
      a.ping = `${stranger}/p ${cdn}/q`;
      return a.outerHTML.replace(/"[^"]*\/cdn/, '"CDN');
    },
    '<a ping="CDN/q"></a>',
  ),
];

const markup: readonly Row[] = [
  row(
    "innerHTML loads and reads back",
    ({ cdn }) =>
      new Promise((done) => {
        const div = document.createElement("div");
        div.innerHTML = `<img src="${cdn}/a.gif?a=1&amp;b=2" alt="it's"><a href='${cdn}/x'>x</a>`;
        const image = div.querySelector("img");
        if (image) image.onload = () => done([image.src, div.innerHTML]);
        document.body.append(div);
      }),
    ["CDN/a.gif?a=1&b=2", '<img src="CDN/a.gif?a=1&amp;b=2" alt="it\'s"><a href="CDN/x">x</a>'],
  ),
  row(
    "handlers and scripts in markup stay what they are",
    ({ cdn }) => {
      const div = document.createElement("div");
      div.innerHTML = `<b onclick="go('${cdn}/x')">b</b><script>var x = "<img src='${cdn}/n.gif'>"</script>`;
      return div.innerHTML;
    },
    "<b onclick=\"go('CDN/x')\">b</b><script>var x = \"<img src='CDN/n.gif'>\"</script>",
  ),
  row(
    "outerHTML, insertAdjacentHTML and fragments are mapped",
    ({ cdn }) => {
      const div = document.createElement("div");
      div.innerHTML = "<i></i>";
      div.firstElementChild?.insertAdjacentHTML("beforebegin", `<img src=${cdn}/1.gif>`);
      if (div.lastElementChild) div.lastElementChild.outerHTML = `<img src="${cdn}/2.gif">`;
      div.append(document.createRange().createContextualFragment(`<img src="${cdn}/3.gif">`));
      return [...div.querySelectorAll("img")].map((one) => [one.src, one.getAttribute("src")?.split("/").length]);
    },
    [
      ["CDN/1.gif", 4],
      ["CDN/2.gif", 4],
      ["CDN/3.gif", 4],
    ],
  ),
  row(
    "a parsed document is mapped before it is adopted",
    ({ cdn }) => {
      const parsed = new DOMParser().parseFromString(`<img src="${cdn}/p.gif">`, "text/html");
      return parsed.querySelector("img")?.getAttribute("src");
    },
    "CDN/p.gif",
  ),
  row(
    "styles written as text are mapped",
    ({ cdn }) =>
      new Promise((done) => {
        const style = document.createElement("style");
        style.textContent = `@import "${cdn}/a.css"; .styled { background: url(${cdn}/bg.gif) }`;
        style.onload = () =>
          done([style.sheet?.cssRules[0] instanceof CSSImportRule, style.textContent?.includes("/cdn/bg.gif")]);
        style.onerror = () => done("error");
        document.head.append(style);
      }),
    [true, true],
  ),
  row(
    "styles through the object model are mapped",
    ({ cdn }) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(`a { background: url("${cdn}/1.gif") }`);
      sheet.insertRule(`b { background: url(${cdn}/2.gif) }`);
      const div = document.createElement("div");
      div.style.setProperty("background-image", `url('${cdn}/3.gif')`);
      div.style.cssText += `; list-style: url(${cdn}/4.gif)`;
      return [...sheet.cssRules]
        .map((rule) => rule.cssText)
        .concat(div.style.cssText)
        .every((text) => text.includes("/cdn/") && !text.includes(cdn));
    },
    true,
  ),
  row(
    "a style set by name is mapped by the last net",
    ({ cdn }) =>
      new Promise((done) => {
        const div = document.createElement("div");
        document.body.append(div);
        div.style.backgroundImage = `url(${cdn}/named.gif)`;
        setTimeout(() => done(div.style.backgroundImage.includes(cdn)), 100);
      }),
    false,
  ),
  row(
    "a clone from a document without the shim is mapped by the last net",
    ({ cdn }) =>
      new Promise((done) => {
        const inert = document.implementation.createHTMLDocument();
        const image = inert.createElement("img");
        const node = inert.createAttribute("src");
        node.value = `${cdn}/clone.gif`;
        image.attributes.setNamedItem(node);
        const clone = document.importNode(image);
        clone.onload = () => done("loaded");
        document.body.append(clone);
      }),
    "loaded",
  ),
  row(
    "shadow trees are mapped too",
    ({ cdn }) =>
      new Promise((done) => {
        const host = document.createElement("div");
        document.body.append(host);
        const root = host.attachShadow({ mode: "closed" });
        root.innerHTML = `<img src="${cdn}/shadow.gif">`;
        const image = root.querySelector("img");
        if (image) image.onload = () => done(image.src);
      }),
    "CDN/shadow.gif",
  ),
];

const identity: readonly Row[] = [
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

const frames: readonly Row[] = [
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

export const IN_PAGE: readonly Row[] = [...requests, ...workers, ...elements, ...markup, ...identity, ...frames];
