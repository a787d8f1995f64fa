// What lies around a body: compression, lengths, trailers, early hints, partial and empty answers.

import { row, rows, type Topic } from "./row.ts";

const ENCODINGS = ["gzip", "br", "zstd", "deflate"] as const;

export const ENCODED: Topic = {
  name: "encodings",
  rows: [
    ...rows(ENCODINGS, (encoding) => ({
      title: `a page in ${encoding} is shown and its addresses are mapped`,
      run: async (lab, encoding) => {
        const hit = lab.hit("png");
        const body = `<!doctype html><title>${encoding}</title><p>پل</p><img src="${lab.cdn}${hit.path}">`;
        const { contentDocument } = await lab.frame({ src: lab.say({ encoding, body }) });
        const seen = await hit.seen();
        return [
          contentDocument?.title,
          contentDocument?.querySelector("p")?.textContent,
          seen.map(({ headers }) => headers.host),
        ];
      },
    })),
    ...rows(ENCODINGS, (encoding) => ({
      title: `a script and a stylesheet in ${encoding}`,
      run: async (lab, encoding) => {
        const script = lab.element("script", {
          src: lab.say({ encoding, body: "self.packed = 'run'", headers: { "content-type": "text/javascript" } }),
        });
        await lab.loaded(script);
        const sheet = lab.element("link", {
          rel: "stylesheet",
          href: lab.say({ encoding, body: ".packed { color: rgb(9, 8, 7) }", headers: { "content-type": "text/css" } }),
        });
        await lab.loaded(sheet);
        return [
          (self as unknown as { packed: string }).packed,
          lab.style(lab.element("p", { className: "packed" }), "color"),
        ];
      },
    })),
    ...rows(ENCODINGS, (encoding) => ({
      title: `JSON of the cdn in ${encoding}`,
      run: async (lab, encoding) => {
        const path = lab.say({
          encoding,
          cors: true,
          body: JSON.stringify({ text: "پ".repeat(5000) }),
          headers: { "content-type": "application/json" },
        });
        return (await (await fetch(lab.cdn + path)).json()).text.length;
      },
    })),
    ...rows(ENCODINGS, (encoding) => ({
      title: `HEAD of what would be ${encoding}`,
      run: async (lab, encoding) => (await fetch(lab.say({ encoding, body: "x" }), { method: "HEAD" })).status,
    })),
    row({
      title: "bytes that are not what Content-Encoding says fail",
      run: (lab) =>
        lab.outcome(async () =>
          (
            await fetch(
              lab.say({ body: "not gzip", headers: { "content-encoding": "gzip", "content-type": "text/plain" } }),
            )
          ).text(),
        ),
    }),
    row({
      title: "an empty body said to be gzip is empty",
      run: (lab) =>
        lab.outcome(async () =>
          (await fetch(lab.say({ headers: { "content-encoding": "gzip", "content-type": "text/plain" } }))).text(),
        ),
    }),
    row({
      title: "the service is told which encodings the reader takes",
      run: async (lab) => lab.pick(await lab.echo("/echo"), "accept-encoding"),
      differs: { reason: "a mirror asks only for what its runtime can undo", value: { "accept-encoding": "gzip, br" } },
    }),
    row({
      title: "a chunked answer with trailers is whole",
      run: async (lab) =>
        (
          await fetch(
            lab.say({
              chunks: ["a", "b", "c"],
              trailers: { "x-after": "1" },
              headers: { "content-type": "text/plain" },
            }),
          )
        ).text(),
    }),
    row({
      title: "a chunked page with trailers is whole",
      run: async (lab) => {
        const { contentDocument } = await lab.frame({
          src: lab.say({ chunks: ["<title>a", "b</title>", "<p>c"], trailers: { "x-after": "1" } }),
        });
        return [contentDocument?.title, contentDocument?.body.textContent];
      },
    }),
    row({
      title: "early hints before an answer do no harm",
      run: async (lab) => {
        const answer = await fetch(
          lab.say({
            earlyLink: "</hint.css>; rel=preload; as=style",
            body: "after",
            headers: { "content-type": "text/plain" },
          }),
        );
        return [answer.status, await answer.text(), answer.headers.get("link")];
      },
    }),
    row({
      title: "early hints before a page do no harm",
      run: async (lab) => {
        const { contentDocument } = await lab.frame({
          src: lab.say({ earlyLink: "</hint.css>; rel=preload; as=style", body: "<title>after" }),
        });
        return contentDocument?.title;
      },
    }),
    row({
      title: "Content-Length of what is not translated is kept",
      run: async (lab) =>
        (await fetch(lab.say({ body: "12345", headers: { "content-type": "application/octet-stream" } }))).headers.get(
          "content-length",
        ),
    }),
    row({
      title: "an answer without a type is read as it is",
      run: async (lab) => {
        const answer = await fetch(lab.say({ body: "<b>plain?", headers: { "content-type": "" } }));
        return [answer.headers.get("content-type"), await answer.text()];
      },
    }),
    row({
      title: "nosniff keeps a page from running a text as script",
      run: async (lab) => {
        const headers = { "content-type": "text/plain", "x-content-type-options": "nosniff" };
        return lab.loaded(lab.element("script", { src: lab.say({ body: "1", headers }) }));
      },
    }),
    row({
      title: "an empty page is an empty page",
      run: async (lab) => (await lab.frame({ src: lab.say({ body: "" }) })).contentDocument?.body.innerHTML,
    }),
    row({
      title: "a 404 page of the service is the service's",
      run: async (lab) =>
        (await lab.frame({ src: lab.say({ status: 404, body: "<title>lost</title>" }) })).contentDocument?.title,
    }),
    row({
      title: "a 500 page of the service is the service's",
      run: async (lab) =>
        (await lab.frame({ src: lab.say({ status: 500, body: "<title>broken</title>" }) })).contentDocument?.title,
    }),
    row({
      title: "204 to a navigation leaves the page where it was",
      run: async (lab) => {
        const frame = await lab.frame({ src: lab.say({ body: "<title>stays</title>" }) });
        frame.contentWindow.location.href = lab.say({ status: 204 });
        await lab.pause(150);
        return frame.contentDocument?.title;
      },
    }),
    row({
      title: "a cached answer is used again and revalidated by its ETag",
      run: async (lab) => {
        const path = lab.say({
          body: "cached",
          headers: { "cache-control": "max-age=60", etag: '"c1"', "content-type": "text/plain" },
        });
        const [one, two] = [await (await fetch(path)).text(), await (await fetch(path)).text()];
        return [one, two, (await fetch(path, { cache: "only-if-cached", mode: "same-origin" })).status];
      },
    }),
    row({
      title: "Vary and Age and Date and Server arrive",
      run: async (lab) => {
        const { headers } = await fetch(
          lab.say({
            body: "x",
            headers: {
              vary: "accept",
              age: "5",
              server: "lab",
              "last-modified": "Thu, 01 Jan 2026 00:00:00 GMT",
              etag: 'W/"e"',
              "content-type": "text/plain",
            },
          }),
        );
        return ["vary", "age", "server", "last-modified", "etag"].map((name) => headers.get(name));
      },
    }),
    row({
      title: "Server-Timing reaches the page",
      run: async (lab) => {
        const path = lab.say({
          body: "x",
          headers: { "server-timing": 'db;dur=5;desc="d"', "content-type": "text/plain" },
        });
        await (await fetch(path)).text();
        const entry = performance.getEntriesByName(new URL(path, location.href).href)[0] as
          | PerformanceResourceTiming
          | undefined;
        return entry?.serverTiming.map(({ name, duration, description }) => [name, duration, description]);
      },
    }),
  ],
};
