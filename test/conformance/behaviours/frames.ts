// Frames: same origin and another, what they say to each other, and what a stranger's frame may never see.

import { row, rows, type Topic } from "./row.ts";

const INSIDE = [
  ["its own origin", "self.origin"],
  ["its location", "location.origin"],
  ["document.referrer", "document.referrer"],
  ["the parent's document", "told(() => parent.document.title)"],
  ["the parent's location", "told(() => parent.location.href)"],
  ["the parent's cookies", "told(() => parent.document.cookie)"],
  ["the parent's storage", "told(() => parent.localStorage.getItem('mine'))"],
  ["the top's globals", "told(() => top.lab.primary)"],
  ["frameElement", "told(() => String(frameElement))"],
  [
    "its own storage",
    "told(() => { localStorage.setItem('e', '1'); return [localStorage.getItem('e'), localStorage.getItem('mine')] })",
  ],
  [
    "its own cookies",
    "told(() => { document.cookie = 'framed=1; path=/; SameSite=None; Secure'; return document.cookie.includes('primaryonly') })",
  ],
  ["the number of its siblings", "parent.length"],
  [
    "a fetch of its own origin",
    "fetch('/echo').then((answer) => answer.json()).then(({ headers }) => [headers.host, headers.origin, headers.referer])",
  ],
  [
    "a fetch of its parent's origin",
    "fetch('{primary}/echo?cors').then((answer) => answer.json()).then(({ headers }) => [headers.host, headers.origin, (headers.cookie ?? '').includes('primaryonly')])",
  ],
] as const;

export const FRAMES: Topic = {
  name: "frames",
  rows: [
    ...rows(INSIDE, ([what]) => ({
      title: `a frame of another origin: ${what}`,
      run: async (lab, [, reply]) => {
        const asking = `<!doctype html><title>embed</title><script>const told = (work) => { try { return work() } catch (error) { return error.name } };
addEventListener("message", async (event) => { if (event.data === "ask") event.source.postMessage({ reply: await (${reply.replace("{primary}", lab.primary)}), origin: event.origin }, "*") });
parent.postMessage("ready", "*");</script>`;
        localStorage.setItem("mine", "secret");
        lab.cookie("primaryonly=1; path=/");
        const ready = lab.once<MessageEvent>(window, "message");
        const frame = document.createElement("iframe");
        frame.src = lab.embed + lab.say({ body: asking });
        lab.after(() => frame.remove());
        document.body.append(frame);
        const { data, origin } = await ready;
        const answer = lab.once<MessageEvent>(window, "message");
        frame.contentWindow?.postMessage("ask", "*");
        return { data, origin, answer: (await answer).data };
      },
    })),
    ...rows(["document", "location", "localStorage"], (name) => ({
      title: `a frame of another origin does not show its ${name}`,
      run: async (lab, name) => {
        const frame = await lab.frame({ src: lab.embed + lab.say({ body: "<title>embed</title>" }) });
        return lab.outcome(() =>
          name === "document"
            ? String(frame.contentDocument)
            : name === "location"
              ? frame.contentWindow.location.href
              : frame.contentWindow.localStorage.length,
        );
      },
    })),
    row({
      title: "a message to the embed's origin arrives, one to another does not",
      run: async (lab) => {
        const body = `<script>const got = []; addEventListener("message", ({ data, origin }) => { got.push([data, origin]); if (data === "end") parent.postMessage(got, "*") }); parent.postMessage("ready", "*")</script>`;
        const ready = lab.once<MessageEvent>(window, "message");
        const frame = document.createElement("iframe");
        frame.src = lab.embed + lab.say({ body });
        lab.after(() => frame.remove());
        document.body.append(frame);
        await ready;
        frame.contentWindow?.postMessage("right", lab.embed);
        frame.contentWindow?.postMessage("wrong", "https://other.example");
        const got = lab.once<MessageEvent>(window, "message");
        frame.contentWindow?.postMessage("end", { targetOrigin: lab.embed });
        return (await got).data;
      },
    }),
    row({
      title: "the embed speaks to its parent's origin by name",
      run: async (lab) => {
        const body = `<script>parent.postMessage("hello", "${lab.primary}")</script>`;
        const message = lab.once<MessageEvent>(window, "message");
        await lab.frame({ src: lab.embed + lab.say({ body }) });
        const { data, origin } = await message;
        return [data, origin, origin === lab.embed];
      },
    }),
    row({
      title: "a channel is handed to the embed and used both ways",
      run: async (lab) => {
        const body = `<script>addEventListener("message", ({ ports: [port] }) => { port.onmessage = ({ data }) => port.postMessage(data + 1) }); parent.postMessage("ready", "*")</script>`;
        const ready = lab.once(window, "message");
        const frame = document.createElement("iframe");
        frame.src = lab.embed + lab.say({ body });
        lab.after(() => frame.remove());
        document.body.append(frame);
        await ready;
        const { port1, port2 } = new MessageChannel();
        frame.contentWindow?.postMessage("take", "*", [port2]);
        port1.start();
        const answer = lab.once<MessageEvent>(port1, "message");
        port1.postMessage(41);
        return (await answer).data;
      },
    }),
    row({
      title: "the embed's own pictures and scripts load in its frame",
      run: async (lab) => {
        const [own, other] = [lab.hit("png"), lab.hit("js")];
        const body = `<img src="${own.path}"><script src="${lab.primary}${other.path}"></script>`;
        await lab.frame({ src: lab.embed + lab.say({ body }) });
        return [await own.seen(), await other.seen()].map((seen) =>
          seen.map(({ headers }) => [headers.host, headers.referer]),
        );
      },
    }),
    row({
      title: "a frame written in markup with the embed's address",
      markup: `<iframe src="{embed}/hit/{id}?as=html" name="inner"></iframe>`,
      run: async (lab, _given, view) => {
        await lab.until(() => view.frames.length === 1);
        const seen = await lab.seenIn(view);
        return [seen.length > 0, seen[0]?.headers.host, seen[0]?.headers["sec-fetch-dest"]];
      },
    }),
    row({
      title: "an embed that refuses frames is not shown",
      run: async (lab) => {
        const body = `<script>parent.postMessage("shown", "*")</script>`;
        let shown = false;
        const listen = () => {
          shown = true;
        };
        addEventListener("message", listen, { once: true });
        await lab.frame({ src: lab.embed + lab.say({ body, headers: { "x-frame-options": "DENY" } }) });
        await lab.pause(50);
        removeEventListener("message", listen);
        return shown;
      },
    }),
    ...rows(["DENY", "SAMEORIGIN"], (value) => ({
      title: `X-Frame-Options ${value} of the primary's own page`,
      run: async (lab, value) => {
        const frame = await lab.frame({
          src: lab.say({ body: "<title>own</title>", headers: { "x-frame-options": value } }),
        });
        return lab.outcome(() => frame.contentDocument?.title ?? "hidden");
      },
    })),
    ...rows(["'none'", "'self'", "https://other.example"], (value) => ({
      title: `frame-ancestors ${value} of the primary's own page`,
      run: async (lab, value) => {
        const frame = await lab.frame({
          src: lab.say({
            body: "<title>own</title>",
            headers: { "content-security-policy": `frame-ancestors ${value}` },
          }),
        });
        return lab.outcome(() => frame.contentDocument?.title ?? "hidden");
      },
    })),
    row({
      title: "a frame of the same origin is open to its parent and the other way",
      run: async (lab) => {
        const frame = await lab.frame({
          src: lab.say({
            body: "<title>own</title><script>parent.fromFrame = 'set'; document.title += parent.document.title</script>",
          }),
        });
        return [
          frame.contentDocument?.title,
          (window as unknown as { fromFrame: string }).fromFrame,
          frame.contentDocument?.referrer,
        ];
      },
    }),
    row({
      title: "a frame's history, name, length and parent",
      run: async (lab) => {
        const frame = await lab.frame({ src: "/", name: "named" });
        const { contentWindow } = frame;
        return [
          contentWindow.name,
          contentWindow.parent === window,
          contentWindow.top === top,
          (window.frames as unknown as Record<string, Window>).named === contentWindow,
          contentWindow.frameElement === frame,
        ];
      },
    }),
    row({
      title: "srcdoc inherits origin and base, and its addresses are the service's",
      run: async (lab) => {
        const hit = lab.hit("png");
        const frame = await lab.frame({
          srcdoc: `<title>doc</title><img src="${lab.cdn}${hit.path}"><a href="/x">x</a>`,
        });
        const { contentDocument } = frame;
        return [
          contentDocument?.title,
          contentDocument?.URL,
          contentDocument?.querySelector("a")?.href,
          (await hit.seen()).length,
        ];
      },
    }),
    row({
      title: "srcdoc written in markup",
      markup: `<iframe srcdoc="<img src='{cdn}/hit/{id}?as=png'>"></iframe>`,
      run: async (lab, _given, view) => (await lab.seenIn(view)).map(({ headers }) => headers.host),
    }),
    row({
      title: "a blank frame is written by its parent",
      run: async (lab) => {
        const hit = lab.hit("png");
        const frame = await lab.frame({});
        const { contentDocument } = frame;
        contentDocument?.open();
        contentDocument?.write(`<title>written</title><img src="${lab.cdn}${hit.path}">`);
        contentDocument?.close();
        return [contentDocument?.title, (await hit.seen()).map(({ headers }) => headers.host)];
      },
    }),
    row({
      title: "a blank frame fetches as its parent does",
      run: async (lab) => {
        const frame = await lab.frame({});
        const answer = await frame.contentWindow.fetch(`${lab.cdn}/echo?cors`);
        return (await answer.json()).headers.host;
      },
    }),
    row({
      title: "a blob: frame runs",
      run: async (lab) => {
        const url = URL.createObjectURL(
          new Blob(["<title>blob</title><script>document.title += origin === parent.origin</script>"], {
            type: "text/html",
          }),
        );
        return (await lab.frame({ src: url })).contentDocument?.title;
      },
    }),
    row({
      title: "a sandboxed frame has no origin and no scripts",
      run: async (lab) => {
        const frame = await lab.frame({ src: "/", sandbox: "" });
        return lab.outcome(() => String(frame.contentDocument));
      },
    }),
    row({
      title: "a sandboxed frame with scripts speaks with origin null",
      run: async (lab) => {
        const message = lab.once<MessageEvent>(window, "message");
        const frame = document.createElement("iframe");
        frame.setAttribute("sandbox", "allow-scripts");
        frame.src = lab.say({ body: "<script>parent.postMessage(origin, '*')</script>" });
        lab.after(() => frame.remove());
        document.body.append(frame);
        const { data, origin } = await message;
        return [data, origin];
      },
    }),
    row({
      title: "CSP sandbox of an answer is kept",
      run: async (lab) => {
        const frame = await lab.frame({
          src: lab.say({ body: "<title>x</title>", headers: { "content-security-policy": "sandbox" } }),
        });
        return lab.outcome(() => String(frame.contentDocument));
      },
    }),
    row({
      title: "frame.src reads as the service's address",
      run: (lab) => {
        const frame = document.createElement("iframe");
        frame.src = `${lab.embed}/x?y`;
        const other = document.createElement("iframe");
        other.setAttribute("src", `${lab.embed}/z`);
        return [frame.src, other.src, other.getAttribute("src")];
      },
    }),
    row({
      title: "a link's target leads into a frame",
      run: async (lab) => {
        const hit = lab.hit("html");
        const frame = await lab.frame({ name: "aim", src: "/" });
        lab.element("a", { href: lab.primary + hit.path, target: "aim" }, "go").click();
        await lab.once(frame, "load");
        return [frame.contentDocument?.title, frame.contentDocument?.URL];
      },
    }),
    row({
      title: "a frame's location is set and replaced by its parent",
      run: async (lab) => {
        const frame = await lab.frame({ src: "/" });
        frame.contentWindow.location.href = `${lab.primary}/hit/id-000000000001?as=html`;
        await lab.once(frame, "load");
        const first = frame.contentWindow.location.pathname;
        frame.contentWindow.location.replace(`${lab.primary}/?replaced`);
        await lab.once(frame, "load");
        return [first, frame.contentWindow.location.search];
      },
    }),
    row({
      title: "an object and an embed show a page of the service",
      run: async (lab) => {
        const object = lab.element<HTMLObjectElement>("object", {
          data: lab.say({ body: "<title>in object</title>" }),
          type: "text/html",
        });
        const kind = await lab.loaded(object);
        return [kind, object.contentDocument?.title];
      },
    }),
    row({
      title: "a frame that loads lazily is fetched when it is seen",
      run: async (lab) => {
        const hit = lab.hit("html");
        await lab.frame({ loading: "lazy", src: hit.path });
        return (await hit.seen()).length;
      },
    }),
    row({
      title: "a frame's unload sends its beacon",
      run: async (lab) => {
        const hit = lab.hit();
        const frame = await lab.frame({
          src: lab.say({
            body: `<script>addEventListener("pagehide", () => navigator.sendBeacon("${lab.primary}${hit.path}", "bye"))</script>`,
          }),
        });
        frame.remove();
        return (await hit.seen()).map(({ body }) => body.text);
      },
    }),
  ],
};
