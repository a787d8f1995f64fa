// Redirects: every status with its method, scripts', subresources' and documents', over both origins; Refresh.

import { row, rows, type Topic } from "./row.ts";

const STATUSES = [301, 302, 303, 307, 308];
const CASES = STATUSES.flatMap((status) => ["GET", "POST", "PUT"].map((method) => ({ status, method })));

export const REDIRECTS: Topic = {
  name: "redirects",
  rows: [
    ...rows(CASES, ({ status, method }) => ({
      title: `${status} after ${method}: method, body and address at the target`,
      run: async (lab, { status, method }) => {
        const answer = await fetch(lab.say({ status, headers: { location: "/echo?to" } }), {
          method,
          ...(method !== "GET" && { body: "b" }),
        });
        const echo = await answer.json();
        return {
          method: echo.method,
          body: echo.body.text,
          type: echo.headers["content-type"],
          url: answer.url,
          redirected: answer.redirected,
        };
      },
    })),
    ...rows(STATUSES, (status) => ({
      title: `${status} from the primary to the cdn`,
      run: async (lab, status) => {
        const answer = await fetch(lab.say({ status, headers: { location: `${lab.cdn}/echo?cors` } }), {
          method: "POST",
          body: "b",
        });
        const echo = await answer.json();
        return { method: echo.method, body: echo.body.text, url: answer.url, host: echo.headers.host };
      },
    })),
    ...rows(STATUSES, (status) => ({
      title: `${status} of a document, read in a frame`,
      run: async (lab, status) => {
        const frame = await lab.frame({
          src: lab.say({ status, headers: { location: `${lab.primary}/hit/id-000000000000?as=html#part` } }),
        });
        return [frame.contentDocument?.title, frame.contentDocument?.URL];
      },
    })),
    ...rows(STATUSES, (status) => ({
      title: `${status} after a form's POST`,
      run: async (lab, status) => {
        const hit = lab.hit("html");
        const frame = await lab.frame({ src: "/", name: `after${status}` });
        const form = lab.element<HTMLFormElement>("form", {
          method: "post",
          target: `after${status}`,
          action: lab.say({ status, headers: { location: hit.path } }),
        });
        form.innerHTML = "<input name=a value=1>";
        form.submit();
        await lab.once(frame, "load");
        return (await hit.seen()).map(({ method, body }) => [method, body.text]);
      },
    })),
    ...rows(
      [
        ["relative", "../x/../echo?r"],
        ["absolute path", "/echo?a"],
        ["absolute", "{primary}/echo?abs"],
        ["protocol-relative", "//{primary-host}/echo?pr"],
        ["with letters beyond ASCII", "/echo?نام=%D8%B9"],
        ["with a space", "/echo?a b"],
        ["with a fragment", "/echo?f#frag"],
        ["with a backslash", "\\echo?b"],
      ],
      ([kind]) => ({
        title: `a Location that is ${kind}`,
        run: (lab, [, location]) =>
          lab.outcome(async () => {
            const { host } = new URL(lab.primary);
            const to = (location ?? "").replace("{primary}", lab.primary).replace("{primary-host}", host);
            const bytes = String.fromCharCode(...new TextEncoder().encode(to));
            const answer = await fetch(lab.say({ status: 302, headers: { location: bytes } }), {
              redirect: "follow",
            }).catch(() => undefined);
            return answer && new URL(answer.url).search + new URL(answer.url).hash;
          }),
      }),
    ),
    row({
      title: "a chain of five over both origins ends where it should",
      run: async (lab) => {
        const hop = (to: string) => lab.say({ status: 302, headers: { location: to }, cors: true });
        const chain = hop(lab.cdn + hop(lab.cdn + hop(lab.cdn + hop(`${lab.cdn}/echo?cors`))));
        const answer = await fetch(chain);
        return [answer.url, (await answer.json()).headers.origin];
      },
    }),
    row({
      title: "from the cdn back to the primary the origin is null",
      run: async (lab) => {
        const path = lab.say({ status: 302, headers: { location: `${lab.primary}/echo?cors` }, cors: true });
        return lab.outcome(async () => (await (await fetch(lab.cdn + path)).json()).headers.origin);
      },
    }),
    row({
      title: "a loop ends in an error",
      run: (lab) => lab.outcome(fetch(lab.say({ status: 302, headers: { location: "page" } }))),
    }),
    row({
      title: "a redirect without a Location is an answer",
      run: async (lab) => {
        const answer = await fetch(lab.say({ status: 302, body: "stay" }));
        return [answer.status, answer.redirected, await answer.text()];
      },
    }),
    ...rows([201, 300, 304], (status) => ({
      title: `${status} with a Location leads nowhere`,
      run: async (lab, status) => {
        const answer = await fetch(lab.say({ status, headers: { location: `${lab.primary}/echo` } }), {
          cache: "no-store",
        });
        return [answer.status, answer.redirected, new URL(answer.headers.get("location") ?? "", answer.url).href];
      },
    })),
    row({
      title: "a cookie set by a redirect is there at the target",
      run: async (lab) => {
        const echo = await lab.echo(
          lab.say({ status: 303, headers: { location: "/echo", "set-cookie": "onway=1; Path=/" } }),
        );
        return (echo.headers.cookie ?? "").includes("onway=1");
      },
    }),
    row({
      title: "the fragment of the first address lasts over a redirect of a document",
      run: async (lab) => {
        const frame = await lab.frame({
          src: `${lab.say({ status: 302, headers: { location: "/hit/id-000000000000?as=html" } })}#kept`,
        });
        return frame.contentWindow.location.hash;
      },
    }),
    ...rows(["img", "script", "link"], (tag) => ({
      title: `<${tag}> is led from the primary to the cdn`,
      run: async (lab, tag) => {
        const hit = lab.hit(({ img: "png", script: "js", link: "css" } as const)[tag as "img"]);
        const src = lab.say({ status: 302, headers: { location: lab.cdn + hit.path } });
        const outcome = await lab.loaded(lab.element(tag, tag === "link" ? { rel: "stylesheet", href: src } : { src }));
        return [outcome, (await hit.seen()).map(({ headers }) => [headers.host, headers["sec-fetch-dest"]])];
      },
    })),
    row({
      title: "a stylesheet led to the cdn finds its pictures beside its new address",
      run: async (lab) => {
        const hit = lab.hit("png");
        const css = lab.say(
          { body: `.led { background: url("../..${hit.path}") }`, headers: { "content-type": "text/css" } },
          "a.css",
        );
        const link = lab.element("link", {
          rel: "stylesheet",
          href: lab.say({ status: 302, headers: { location: lab.cdn + css } }),
        });
        await lab.loaded(link);
        lab.element("p", { className: "led" }, "x");
        return (await hit.seen()).map(({ headers }) => headers.host);
      },
    }),
    row({
      title: "a redirect to javascript: is not followed",
      run: (lab) => lab.outcome(fetch(lab.say({ status: 302, headers: { location: "javascript:1" } }))),
      differs: { reason: "a redirect that leaves the allow-list becomes a page that names it", value: { ok: {} } },
    }),
    row({
      title: "a document is led over both origins back to the primary",
      drive: async ({ page, at, origins, say }) => {
        const back = say({ status: 302, headers: { location: `${origins.primary}/hit/id-000000000000?as=html` } });
        await page.goto(at + say({ status: 302, headers: { location: origins.primary + back } }));
        return [page.url(), await page.title()];
      },
    }),
    ...rows(
      [
        "0;url=/hit/id-000000000000?as=html",
        "0; URL='{primary}/hit/id-000000000000?as=html'",
        "0,/hit/id-000000000000?as=html",
      ],
      (refresh) => ({
        title: `Refresh: ${refresh}`,
        drive: async ({ page, at, origins, say }, refresh) => {
          await page.goto(
            at +
              say({
                body: "<title>before</title>",
                headers: { refresh: refresh.replace("{primary}", origins.primary) },
              }),
          );
          await page.waitForURL(/\/hit\//);
          return [page.url(), await page.title()];
        },
      }),
    ),
    ...rows(
      [
        "0;url=/hit/id-000000000000?as=html",
        "0; url={primary}/hit/id-000000000000?as=html",
        " 0 ;\nURL=&quot;{primary}/hit/id-000000000000?as=html&quot;",
      ],
      (content) => ({
        title: `<meta http-equiv=refresh content=${JSON.stringify(content)}>`,
        drive: async ({ page, at, origins, say }, content) => {
          const meta = `<meta http-equiv="Refresh" content="${content.replace("{primary}", origins.primary)}">`;
          await page.goto(at + say({ body: `<title>before</title>${meta}` }));
          await page.waitForURL(/\/hit\//);
          return [page.url(), await page.title()];
        },
      }),
    ),
  ],
};
