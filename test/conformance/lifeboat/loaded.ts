// What scripts of a page build and load, for a lifeboat to map: what each runs in the page, and what comes of it as at home.

/** What a script of the page is given to work with. */
export interface Names {
  readonly cdn: string;
  readonly primary: string;
}

export type InPage = (names: Names) => Promise<unknown>;

export const LOADED: readonly (readonly [title: string, run: InPage, expected: unknown])[] = [
  [
    "a picture written into innerHTML",
    ({ cdn }) =>
      new Promise((resolve) => {
        const place = document.body.appendChild(document.createElement("div"));
        place.innerHTML = `<img src="${cdn}/picture.png">`;
        const [picture] = place.children as unknown as [HTMLImageElement];
        picture.onload = () => resolve(picture.naturalWidth);
        picture.onerror = () => resolve("error");
      }),
    1,
  ],
  [
    "a classic script",
    ({ cdn }) =>
      new Promise((resolve) => {
        const script = Object.assign(document.createElement("script"), { src: `${cdn}/classic.js` });
        script.onload = () => resolve((window as unknown as { classic: string }).classic);
        script.onerror = () => resolve("error");
        document.head.append(script);
      }),
    "ran",
  ],
  [
    "a module and what it imports in turn",
    ({ cdn }) =>
      new Promise((resolve) => {
        // As text, or the test's own bundler would take the import for its own.
        const script = Object.assign(document.createElement("script"), { type: "module" });
        addEventListener("imported", (event) => resolve((event as CustomEvent).detail), { once: true });
        script.textContent = `import("${cdn}/modules/outer.js?acao=*").then((module) => module.default, String)
          .then((detail) => dispatchEvent(new CustomEvent("imported", { detail })))`;
        document.head.append(script);
      }),
    "outer inner",
  ],
  [
    "a sheet that another imports, and its picture",
    ({ cdn }) =>
      new Promise((resolve) => {
        const style = document.createElement("style");
        style.textContent = `@import url(${cdn}/sheet.css);`;
        style.onload = () => resolve(getComputedStyle(document.body).getPropertyValue("--from-sheet"));
        style.onerror = () => resolve("error");
        document.head.append(style);
      }),
    "cdn",
  ],
  [
    "a font that allows everybody",
    async ({ cdn }) => (await new FontFace("Open", `url(${cdn}/font.woff2?acao=*)`).load()).status,
    "loaded",
  ],
  [
    "a font that allows nobody, as at home",
    ({ cdn }) => new FontFace("Closed", `url(${cdn}/font.woff2)`).load().catch((error: Error) => error.name),
    "NetworkError",
  ],
  [
    "server-sent events",
    ({ cdn }) =>
      new Promise((resolve) => {
        const source = new EventSource(`${cdn}/events?acao=*`);
        source.onmessage = ({ data }) => {
          source.close();
          resolve(data);
        };
        source.onerror = () => resolve("error");
      }),
    "first",
  ],
  [
    "XMLHttpRequest",
    ({ cdn }) =>
      new Promise((resolve) => {
        const request = new XMLHttpRequest();
        request.open("GET", `${cdn}/text?acao=*`);
        request.onload = () => resolve(request.responseText);
        request.onerror = () => resolve("error");
        request.send();
      }),
    "text of cdn",
  ],
  [
    "a worker's importScripts and fetch",
    ({ cdn }) =>
      new Promise((resolve) => {
        const worker = new Worker(`/worker.js?cdn=${encodeURIComponent(cdn)}`);
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = ({ message }) => resolve(message);
      }),
    "ran, text of cdn",
  ],
  [
    "a blob worker's fetch",
    ({ cdn }) =>
      new Promise((resolve) => {
        const text = `fetch("${cdn}/text?acao=*").then((r) => r.text()).then(postMessage, (e) => postMessage(String(e)))`;
        const worker = new Worker(URL.createObjectURL(new Blob([text])));
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = ({ message }) => resolve(message);
      }),
    "text of cdn",
  ],
  ["a redirect", async ({ cdn }) => (await fetch(`${cdn}/redirect?acao=*`)).text(), "text of cdn"],
  [
    "a redirect that is not to be followed",
    ({ cdn }) => fetch(`${cdn}/redirect?acao=*`, { redirect: "error" }).catch((error: Error) => error.name),
    "TypeError",
  ],
  [
    "a redirect that is only looked at",
    async ({ cdn }) => (await fetch(`${cdn}/redirect?acao=*`, { redirect: "manual" })).type,
    "opaqueredirect",
  ],
  [
    "a part of a body",
    async ({ cdn }) => {
      const answer = await fetch(`${cdn}/text?acao=*`, { headers: { range: "bytes=0-3" } });
      return [answer.status, await answer.text()];
    },
    [206, "text"],
  ],
  ["an address of the primary", async ({ primary }) => (await fetch(`${primary}/text`)).text(), "text of primary"],
  [
    "an address over the other scheme's upper-case spelling",
    async ({ cdn }) => (await fetch(`${cdn.replace("http:", "HTTP:")}/text?acao=*`)).text(),
    "text of cdn",
  ],
  [
    "a body that flows while it is read",
    async ({ cdn }) => {
      const reader = (await fetch(`${cdn}/drip?acao=*`)).body?.getReader();
      const first = await reader?.read();
      // The site sends the rest only once it is asked to.
      await fetch("/let-flow");
      let text = new TextDecoder().decode(first?.value);
      for (;;) {
        const next = await reader?.read();
        if (next === undefined || next.done) return text;
        text += new TextDecoder().decode(next.value);
      }
    },
    "first rest",
  ],
  [
    "a script with the right integrity, and not with a wrong one",
    async ({ cdn }) => {
      const load = (integrity: string) =>
        new Promise((resolve) => {
          const script = Object.assign(document.createElement("script"), { integrity, crossOrigin: "anonymous" });
          Object.assign(script, { onload: () => resolve("ran"), onerror: () => resolve("error") });
          script.src = `${cdn}/classic.js?acao=*`;
          document.head.append(script);
        });
      const text = await (await fetch(`${cdn}/classic.js?acao=*`)).arrayBuffer();
      const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", text));
      const right = `sha256-${btoa(String.fromCharCode(...digest))}`;
      return [await load(right), await load(right.replace(/-./, right[7] === "A" ? "-B" : "-A"))];
    },
    ["ran", "error"],
  ],
];
