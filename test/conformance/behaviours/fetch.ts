// What scripts ask for with fetch: every method, body, credentials and mode, over both origins, and CORS.

import { row, rows, type Topic } from "./row.ts";

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "REPORT"];

export const FETCH: Topic = {
  name: "fetch",
  rows: [
    ...rows(METHODS, (method) => ({
      title: `${method} reaches the primary with its body`,
      run: async (lab, method) => {
        const init = method === "GET" ? {} : { body: "پیام one" };
        const { method: seen, body, headers, url } = await lab.echo("/echo?x=1", { method, ...init });
        return { seen, body, url, type: headers["content-type"], length: headers["content-length"] };
      },
    })),
    ...rows(METHODS, (method) => ({
      title: `${method} reaches the cdn through CORS`,
      run: async (lab, method) => {
        const init = method === "GET" ? {} : { body: '{"a":1}', headers: { "content-type": "application/json" } };
        const { method: seen, body, headers } = await lab.echo(`${lab.cdn}/echo?cors`, { method, ...init });
        return { seen, body, type: headers["content-type"], host: headers.host };
      },
    })),
    row({
      title: "HEAD has headers and no body",
      run: async () => {
        const answer = await fetch("/echo", { method: "HEAD" });
        return { status: answer.status, type: answer.headers.get("content-type"), text: await answer.text() };
      },
    }),
    ...rows(["text", "URLSearchParams", "FormData", "Blob", "ArrayBuffer", "typed Blob"], (kind) => ({
      title: `a body of kind ${kind} has the content type browsers give it`,
      run: async (lab, kind) => {
        const form = new FormData();
        form.set("نام", "علی");
        form.set("file", new File(["\u0000\u0001"], 'naïve "x".bin'));
        const bodies: Record<string, BodyInit> = {
          text: "text",
          URLSearchParams: new URLSearchParams([["a b", "ی&"]]),
          FormData: form,
          Blob: new Blob(["blob"]),
          ArrayBuffer: new Uint8Array([0, 255, 10, 13]).buffer,
          "typed Blob": new Blob(["{}"], { type: "application/ld+json" }),
        };
        const echo = await lab.echo("/echo", { method: "POST", body: bodies[kind] ?? null });
        return {
          type: echo.headers["content-type"]?.replace(/boundary=.*/, "boundary"),
          fields: echo.body.fields,
          bytes: kind === "FormData" ? 0 : echo.body.bytes,
        };
      },
    })),
    ...rows(["omit", "same-origin", "include"] as const, (credentials) => ({
      title: `credentials ${credentials}: which cookies primary and cdn get`,
      run: async (lab, credentials) => {
        const set = (name: string) =>
          lab.say({ headers: { "set-cookie": `${name}=1; SameSite=None; Secure; Path=/` }, cors: true });
        await fetch(set("credprimary"));
        await fetch(lab.cdn + set("credcdn"), { credentials: "include" });
        const own = await lab.echo("/echo", { credentials });
        const other = await lab.echo(`${lab.cdn}/echo?cors`, { credentials });
        const has = (text: string | undefined) => (text ?? "").split("; ").filter((one) => one.startsWith("cred"));
        return { own: has(own.headers.cookie), other: has(other.headers.cookie) };
      },
    })),
    row({
      title: "fetch of the cdn sends the service's origin and referrer",
      run: async (lab) => lab.pick(await lab.echo(`${lab.cdn}/echo?cors`), "origin", "referer", "host"),
    }),
    row({
      title: "fetch of the cdn says how it is fetched (Sec-Fetch-*)",
      run: async (lab) =>
        lab.pick(await lab.echo(`${lab.cdn}/echo?cors`), "sec-fetch-site", "sec-fetch-mode", "sec-fetch-dest"),
    }),
    row({
      title: "fetch of the primary sends no origin on GET and one on POST",
      run: async (lab) => [
        lab.pick(await lab.echo("/echo"), "origin", "referer", "sec-fetch-site", "sec-fetch-mode", "sec-fetch-dest"),
        lab.pick(await lab.echo("/echo", { method: "POST" }), "origin", "referer", "sec-fetch-site"),
      ],
    }),
    row({
      title: "the service gets the same names of headers",
      run: async (lab) => (await lab.echo("/echo")).names,
    }),
    row({
      title: "the cdn gets the same names of headers",
      run: async (lab) => (await lab.echo(`${lab.cdn}/echo?cors`)).names,
    }),
    row({
      title: "headers of the browser and of the script arrive unchanged",
      run: async (lab) => {
        const headers = {
          "X-Lab": "a, b",
          "X-Empty": "",
          Accept: "application/json",
          Authorization: "Bearer t0k3n",
          "Accept-Language": "fa",
        };
        const echo = await lab.echo("/echo", { headers });
        return lab.pick(
          echo,
          "x-lab",
          "x-empty",
          "accept",
          "authorization",
          "accept-language",
          "user-agent",
          "sec-ch-ua-platform",
        );
      },
    }),
    row({
      title: "a token for the cdn arrives after its preflight",
      run: async (lab) =>
        lab.pick(
          await lab.echo(`${lab.cdn}/echo?cors`, { headers: { Authorization: "Bearer c", "X-Own": "1" } }),
          "authorization",
          "x-own",
        ),
    }),
    row({
      title: "a preflight that is denied fails the request",
      run: (lab) => lab.outcome(async () => (await fetch(`${lab.cdn}/echo?cors&deny`, { method: "DELETE" })).status),
    }),
    row({
      title: "an answer without Access-Control-Allow-Origin cannot be read",
      run: (lab) => lab.outcome(async () => (await fetch(`${lab.cdn}/echo`)).status),
    }),
    row({
      title: "a wildcard does not do for credentials",
      run: (lab) => {
        const path = lab.say({ headers: { "access-control-allow-origin": "*" }, body: "x" });
        return lab.outcome(async () => (await fetch(lab.cdn + path, { credentials: "include" })).status);
      },
    }),
    row({
      title: "a wildcard does without credentials",
      run: (lab) => {
        const path = lab.say({ headers: { "access-control-allow-origin": "*" }, body: "x" });
        return lab.outcome(async () => (await fetch(lab.cdn + path)).text());
      },
    }),
    row({
      title: "an allowed origin that is not ours is refused",
      run: (lab) => {
        const path = lab.say({ headers: { "access-control-allow-origin": "https://other.example" }, body: "x" });
        return lab.outcome(async () => (await fetch(lab.cdn + path)).text());
      },
    }),
    row({
      title: "mode same-origin refuses the cdn",
      run: (lab) => lab.outcome(async () => (await fetch(`${lab.cdn}/echo?cors`, { mode: "same-origin" })).status),
    }),
    row({
      title: "mode no-cors gives an opaque answer",
      run: async (lab) => {
        const answer = await fetch(`${lab.cdn}/echo`, { mode: "no-cors" });
        return { type: answer.type, status: answer.status, text: await answer.text(), url: answer.url };
      },
    }),
    row({
      title: "the type of an answer is basic from the primary and cors from the cdn",
      run: async (lab) => [(await fetch("/echo")).type, (await fetch(`${lab.cdn}/echo?cors`)).type],
    }),
    row({
      title: "Response.url is the service's address of each origin",
      run: async (lab) => [(await fetch("/echo?a#b")).url, (await fetch(`${lab.cdn}/echo?cors`)).url],
    }),
    row({
      title: "Response.headers of the cdn show only what CORS exposes",
      run: async (lab) => {
        const headers = { "x-told": "1", "x-hidden": "2", "access-control-expose-headers": "x-told" };
        const answer = await fetch(lab.cdn + lab.say({ headers, cors: true, body: "{}" }));
        return [...answer.headers.keys()].filter((name) => name.startsWith("x-")).sort();
      },
    }),
    row({
      title: "Response.headers of the primary show custom headers and joined ones, never Set-Cookie",
      run: async (lab) => {
        const headers = {
          "x-told": ["one", "two"],
          "set-cookie": ["hidden=1", "more=2"],
          "cache-control": "max-age=1, private",
          "content-language": "fa",
        };
        const answer = await fetch(lab.say({ headers, body: "x" }));
        return ["x-told", "set-cookie", "cache-control", "content-language"].map((name) => answer.headers.get(name));
      },
    }),
    ...rows([200, 201, 202, 203, 206, 400, 401, 403, 404, 405, 410, 416, 418, 429, 451, 500, 503], (status) => ({
      title: `status ${status} comes with its body`,
      run: async (lab, status) => {
        const answer = await fetch(lab.say({ status, body: "<b>body</b>", headers: { "content-type": "text/plain" } }));
        return { status: answer.status, ok: answer.ok, text: await answer.text() };
      },
    })),
    ...rows([204, 205], (status) => ({
      title: `status ${status} has no body`,
      run: async (lab, status) => {
        const answer = await fetch(lab.say({ status }));
        return { status: answer.status, text: await answer.text() };
      },
    })),
    row({
      title: "a reason phrase of the service's own is kept",
      run: async (lab) => (await fetch(lab.say({ status: 299, reason: "Quite Fine" }))).statusText,
    }),
    row({
      title: "redirect: manual gives an opaque redirect",
      run: async (lab) => {
        const answer = await fetch(lab.say({ status: 302, headers: { location: "/echo" } }), { redirect: "manual" });
        return { type: answer.type, status: answer.status, redirected: answer.redirected };
      },
    }),
    row({
      title: "redirect: error refuses a redirect",
      run: (lab) => lab.outcome(fetch(lab.say({ status: 302, headers: { location: "/echo" } }), { redirect: "error" })),
    }),
    ...rows(
      ["no-referrer", "origin", "same-origin", "strict-origin-when-cross-origin", "unsafe-url"] as const,
      (policy) => ({
        title: `referrerPolicy ${policy} to the primary`,
        run: async (lab, policy) => lab.pick(await lab.echo("/echo", { referrerPolicy: policy }), "referer"),
      }),
    ),
    ...rows(["no-referrer", "origin", "same-origin", "strict-origin"] as const, (policy) => ({
      title: `referrerPolicy ${policy} to the cdn`,
      run: async (lab, policy) =>
        lab.pick(await lab.echo(`${lab.cdn}/echo?cors`, { referrerPolicy: policy }), "referer"),
    })),
    row({
      title: "referrerPolicy unsafe-url to the cdn",
      run: async (lab) => lab.pick(await lab.echo(`${lab.cdn}/echo?cors`, { referrerPolicy: "unsafe-url" }), "referer"),
      differs: { reason: "other origins see the page's origin only, as by default", value: { referer: "{primary}/" } },
    }),
    row({
      title: "a referrer named by the script is sent",
      run: async (lab) => lab.pick(await lab.echo("/echo", { referrer: "/other/page?x=1" }), "referer"),
    }),
    row({
      title: "an aborted fetch fails with AbortError",
      run: async (lab) => {
        const abort = new AbortController();
        const waiting = lab.outcome(fetch("/seen/never?wait=1000", { signal: abort.signal }));
        abort.abort();
        return waiting;
      },
    }),
    row({
      title: "a fetch that takes too long fails with TimeoutError",
      run: (lab) => lab.outcome(fetch("/seen/never?wait=1000", { signal: AbortSignal.timeout(50) })),
    }),
    row({
      title: "a body that breaks off fails while it is read",
      run: (lab) =>
        lab.outcome(async () =>
          (
            await fetch(lab.say({ cut: true, body: "x".repeat(4000), headers: { "content-type": "text/plain" } }))
          ).text(),
        ),
    }),
    row({
      title: "a page that breaks off fails while it is read",
      run: (lab) => lab.outcome(async () => (await fetch(lab.say({ cut: true, body: "<p>x".repeat(4000) }))).text()),
    }),
    ...rows(["text/plain", "text/html", "application/json"], (type) => ({
      title: `a first chunk of ${type} is there while the answer still runs`,
      run: async (lab, type) => {
        const started = performance.now();
        const path = lab.say({
          chunks: [`<p>${"one ".repeat(50)}</p>\n`, "two"],
          pauseMilliseconds: 20_000,
          headers: { "content-type": type },
        });
        const reader = (await fetch(path)).body?.getReader();
        const first = new TextDecoder().decode((await reader?.read())?.value);
        await reader?.cancel();
        return { soon: performance.now() - started < 15_000, first: first.slice(0, 7) };
      },
    })),
    row({
      title: "a first chunk of the cdn is there while the answer still runs",
      run: async (lab) => {
        const started = performance.now();
        const path = lab.say({
          chunks: ["one", "two"],
          pauseMilliseconds: 20_000,
          cors: true,
          headers: { "content-type": "text/plain" },
        });
        const reader = (await fetch(lab.cdn + path)).body?.getReader();
        const first = new TextDecoder().decode((await reader?.read())?.value);
        await reader?.cancel();
        return { soon: performance.now() - started < 15_000, first };
      },
    }),
    row({
      title: "a Request built of the cdn's address is fetched there and keeps its address",
      run: async (lab) => {
        const request = new Request(`${lab.cdn}/echo?cors`, { method: "POST", body: "r" });
        const copy = request.clone();
        return [request.url, (await lab.echo(request as unknown as string)).body.text, copy.url, await copy.text()];
      },
    }),
    row({
      title: "a URL object and odd spellings of the cdn's address are fetched there",
      run: async (lab) => {
        const { host } = new URL(lab.cdn);
        const spellings = [
          new URL("/echo?cors", lab.cdn),
          `//${host}/echo?cors`,
          `HTTP://${host}/echo?cors`,
          ` ${lab.cdn}/x/../echo?cors#f`,
        ];
        const seen = [];
        for (const spelling of spellings) seen.push((await lab.echo(spelling as string)).headers.host);
        return seen;
      },
    }),
    row({
      title: "odd characters of a path and a query arrive as they were",
      run: async (lab) => {
        const odd = [
          "/echo/%2F%20/%2e%2e%2fx",
          "/echo//double//",
          "/echo/a;b=c,d|e",
          "/echo/پل?q=ی&a=b+c&&x=%zz",
          "/echo?",
          "/echo/?a[]=1&a[]=2",
          "/echo/~!$&'()*+:@",
        ];
        const seen = [];
        for (const path of odd) seen.push((await lab.echo(path)).url);
        return seen;
      },
    }),
    row({
      title: "odd characters arrive at the cdn as they were",
      run: async (lab) => {
        const seen = [];
        for (const path of ["/echo/%2F%20/x", "/echo//double//", "/echo/پل?q=ی&cors", "/echo/?a[]=1"])
          seen.push((await lab.echo(`${lab.cdn}${path}${path.includes("?") ? "&" : "?"}cors`)).url);
        return seen;
      },
    }),
    row({
      title: "a query of 7 kB arrives whole",
      run: async (lab) => (await lab.echo(`/echo?${"q".repeat(7000)}`)).url.length,
    }),
    row({
      title: "addresses of the service in a query stay as they are",
      run: async (lab) => (await lab.echo(`/echo?to=${encodeURIComponent(`${lab.primary}/x`)}&cdn=${lab.cdn}/y`)).url,
    }),
    row({
      title: "the page's own address in a query is the service's",
      run: async (lab) => (await lab.echo(`/echo?page=${encodeURIComponent(location.href)}`)).url,
    }),
    row({
      title: "the page's own address in a JSON body is the service's",
      run: async (lab) => {
        const body = JSON.stringify({ page: location.href, host: location.host });
        return (await lab.echo("/echo", { method: "POST", body, headers: { "content-type": "application/json" } })).body
          .text;
      },
    }),
    ...rows(["default", "no-store", "reload", "no-cache", "force-cache"] as const, (cache) => ({
      title: `cache mode ${cache}: what is asked of the service`,
      run: async (_lab, cache) => {
        const path = `/file/stamp.png?${cache}`;
        await (await fetch(path)).blob();
        const answer = await fetch(path, { cache });
        return { status: answer.status, bytes: (await answer.blob()).size };
      },
    })),
    row({
      // The mirror may weaken the tag: it cannot know of a 304 whether its body was translated.
      title: "a conditional request is answered 304",
      run: async () => {
        const answer = await fetch("/file/stamp.png?304", {
          headers: { "if-none-match": '"stamp.png"' },
          cache: "no-store",
        });
        return {
          status: answer.status,
          etag: answer.headers.get("etag")?.replace("W/", ""),
          bytes: (await answer.blob()).size,
        };
      },
    }),
    row({
      title: "If-Modified-Since is answered 304",
      run: async () => {
        const headers = { "if-modified-since": "Sat, 03 Jan 2026 00:00:00 GMT" };
        return (await fetch("/file/stamp.png?ims", { headers, cache: "no-store" })).status;
      },
    }),
    ...rows(["bytes=0-99", "bytes=100-", "bytes=-50", "bytes=5-5", "bytes=9999999-", "bytes=0-1,5-6"], (range) => ({
      title: `Range ${range}`,
      run: async (lab, range) => {
        const seen = [];
        for (const origin of ["", lab.cdn]) {
          const answer = await fetch(`${origin}/file/stamp.png?cors`, { headers: { range }, cache: "no-store" });
          seen.push([answer.status, answer.headers.get("content-range"), (await answer.blob()).size]);
        }
        return seen;
      },
    })),
    row({
      title: "integrity of a script that is as promised, and of one that is not",
      run: async (lab) => {
        const path = lab.say({ body: "x", headers: { "content-type": "text/javascript" } });
        const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode("x"));
        const good = `sha256-${btoa(String.fromCharCode(...new Uint8Array(digest)))}`;
        const wrong = `sha256-${btoa("0".repeat(32))}`;
        return [
          await lab.outcome(async () => (await fetch(path, { integrity: good })).text()),
          await lab.outcome(fetch(path, { integrity: wrong })),
        ];
      },
    }),
    row({
      title: "keepalive posts arrive",
      run: async (lab) => {
        const hit = lab.hit();
        await fetch(hit.path, { method: "POST", body: "kept", keepalive: true });
        return (await hit.seen()).map(({ body }) => body.text);
      },
    }),
    row({
      title: "a host nobody listed cannot be fetched",
      run: (lab) => lab.outcome(fetch("http://127.0.0.9:9/")),
    }),
    row({
      title: "an address with a password in it is refused",
      run: (lab) => lab.outcome(fetch(lab.cdn.replace("//", "//ali:x@"))),
    }),
    row({
      title: "data: and blob: addresses can be fetched",
      run: async () => {
        const blob = URL.createObjectURL(new Blob(["b"], { type: "text/x" }));
        return [
          await (await fetch("data:text/plain,d%20d")).text(),
          await (await fetch(blob)).text(),
          (await fetch(blob)).headers.get("content-type"),
        ];
      },
    }),
    row({
      title: "a 3 MB body arrives byte for byte in both directions",
      run: async (lab) => {
        const bytes = new Uint8Array(3 << 20).map((_, at) => (at * 31) ^ (at >> 8));
        return (await lab.echo("/echo", { method: "PUT", body: bytes })).body.sha256;
      },
    }),
    row({
      title: "an answer can be read as JSON, bytes, blob and form",
      run: async (lab) => {
        const json = await (
          await fetch(lab.say({ body: '{"a":[1]}', headers: { "content-type": "application/json" } }))
        ).json();
        const blob = await (await fetch(lab.say({ body: "b", headers: { "content-type": "Text/Odd; x=1" } }))).blob();
        const form = await (
          await fetch(lab.say({ body: "a=1&b=%20", headers: { "content-type": "application/x-www-form-urlencoded" } }))
        ).formData();
        return { json, type: blob.type, form: [...form] };
      },
    }),
    row({
      title: "fetch has its own name and refuses nonsense as it does",
      run: async (lab) => [
        fetch.name,
        fetch.length,
        await lab.outcome(fetch("http://")),
        await lab.outcome(fetch("/", { method: "TRACE" })),
      ],
    }),
  ],
};
