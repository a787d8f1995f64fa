// Navigations as a reader makes them: links, history, scripts, new tabs, downloads. Each in a tab of its own.

import { row, rows, type Topic } from "./row.ts";

const GOING = [
  ["location.href = absolute", "location.href = '{primary}/hit/id-000000000002?as=html'"],
  ["location = absolute", "location = '{primary}/hit/id-000000000002?as=html'"],
  ["location = path", "location = '/hit/id-000000000002?as=html'"],
  ["location.assign", "location.assign('{primary}/hit/id-000000000002?as=html')"],
  ["location.replace", "location.replace('{primary}/hit/id-000000000002?as=html')"],
  ["location.pathname =", "location.pathname = '/hit/id-000000000002'"],
  ["location.search =", "location.search = '?as=html'"],
  ["location.host stays", "location.href = location.origin + '/hit/id-000000000002?as=html'"],
  ["window.open _self", "window.open('{primary}/hit/id-000000000002?as=html', '_self')"],
  ["navigation.navigate", "navigation.navigate('{primary}/hit/id-000000000002?as=html')"],
  [
    "a.click()",
    "Object.assign(document.createElement('a'), { href: '{primary}/hit/id-000000000002?as=html' }).click()",
  ],
  [
    "a synthetic click event",
    "const a = Object.assign(document.createElement('a'), { href: '{primary}/hit/id-000000000002?as=html' }); document.body.append(a); a.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true }))",
  ],
  [
    "an innerHTML link",
    "document.body.innerHTML = '<a href=\"{primary}/hit/id-000000000002?as=html\">x</a>'; document.querySelector('a').click()",
  ],
  [
    "form.submit()",
    "const f = Object.assign(document.createElement('form'), { action: '{primary}/hit/id-000000000002' }); f.innerHTML = '<input name=as value=html>'; document.body.append(f); f.submit()",
  ],
  [
    "an innerHTML form",
    "document.body.innerHTML = '<form action=\"{primary}/hit/id-000000000002\"><input name=as value=html></form>'; document.forms[0].requestSubmit()",
  ],
  [
    "javascript: link",
    "const a = document.createElement('a'); a.href = \"javascript:location.href='{primary}/hit/id-000000000002?as=html'\"; document.body.append(a); a.click()",
  ],
  [
    "a meta refresh by script",
    "document.head.innerHTML += '<meta http-equiv=refresh content=\"0;url={primary}/hit/id-000000000002?as=html\">'",
  ],
  ["top.location", "top.location.href = '{primary}/hit/id-000000000002?as=html'"],
  ["document.location", "document.location = '{primary}/hit/id-000000000002?as=html'"],
] as const;

const OPENING = [
  ["window.open absolute", "self.w = window.open('{primary}/hit/id-000000000003?as=html')"],
  [
    "window.open path with features",
    "self.w = window.open('/hit/id-000000000003?as=html', 'named', 'width=300,height=200')",
  ],
  [
    "window.open blank, then its location",
    "self.w = window.open(''); w.location = '{primary}/hit/id-000000000003?as=html'",
  ],
  [
    "window.open about:blank, then location.href",
    "self.w = window.open('about:blank'); w.location.href = '/hit/id-000000000003?as=html'",
  ],
  [
    "a scripted _blank link",
    "const a = Object.assign(document.createElement('a'), { href: '{primary}/hit/id-000000000003?as=html', target: '_blank' }); document.body.append(a); a.click()",
  ],
  [
    "a noopener link",
    "const a = Object.assign(document.createElement('a'), { href: '{primary}/hit/id-000000000003?as=html', target: '_blank', rel: 'noopener' }); document.body.append(a); a.click()",
  ],
] as const;

export const NAVIGATION: Topic = {
  name: "navigation",
  rows: [
    ...rows(GOING, ([what]) => ({
      title: `a script goes on by ${what}`,
      drive: async ({ page, at, origins, say }, [, script]) => {
        await page.goto(at + say({ body: "<!doctype html><title>start</title><body>" }));
        await page.evaluate(
          (text) => {
            const element = document.createElement("script");
            element.textContent = text;
            document.head.append(element);
          },
          script.replaceAll("{primary}", origins.primary),
        );
        await page.waitForURL((url) => !url.pathname.startsWith("/say/") || url.search !== "");
        await page.waitForLoadState();
        return [page.url(), await page.title(), await page.evaluate(() => [history.length, document.referrer !== ""])];
      },
    })),
    ...rows(OPENING, ([what]) => ({
      title: `a new tab by ${what}`,
      drive: async ({ page, at, context, origins, say }, [, script]) => {
        await page.goto(at + say({ body: "<!doctype html><title>start</title><body>" }));
        const opening = context.waitForEvent("page");
        await page.evaluate(
          (text) => {
            const element = document.createElement("script");
            element.textContent = text;
            document.head.append(element);
          },
          script.replaceAll("{primary}", origins.primary),
        );
        const tab = await opening;
        try {
          await tab.waitForURL(/\/hit\//);
          const inside = await tab.evaluate(() => [document.title, opener !== null, document.referrer, window.name]);
          return [tab.url(), inside];
        } finally {
          await tab.close();
        }
      },
    })),
    row({
      title: "a reader clicks links: relative, absolute, a new tab, a fragment",
      markup:
        '<!doctype html><a id="r" href="../../hit/id-000000000004?as=html">r</a><a id="a" href="{primary}/hit/id-000000000004?as=html">a</a><a id="b" target="_blank" href="{primary}/hit/id-000000000004?as=html">b</a><a id="f" href="#here">f</a><p id="here">',
      drive: async ({ page, at, path, context }) => {
        const seen: unknown[] = [];
        for (const id of ["r", "a"]) {
          await page.goto(at + path);
          await Promise.all([page.waitForURL(/\/hit\//), page.click(`#${id}`)]);
          seen.push([page.url(), await page.evaluate(() => document.referrer)]);
        }
        await page.goto(at + path);
        await page.click("#f");
        seen.push(page.url());
        const [tab] = await Promise.all([context.waitForEvent("page"), page.click("#b")]);
        await tab.waitForURL(/\/hit\//);
        seen.push([tab.url(), await tab.evaluate(() => [opener === null, document.referrer])]);
        await tab.close();
        return seen;
      },
    }),
    ...rows(["noreferrer", "noopener", "opener", "nofollow"], (rel) => ({
      title: `a link to a new tab with rel=${rel}`,
      drive: async ({ page, at, context, origins, say }, rel) => {
        await page.goto(
          at +
            say({
              body: `<a target="_blank" rel="${rel}" href="${origins.primary}/hit/id-000000000005?as=html">x</a>`,
            }),
        );
        const [tab] = await Promise.all([context.waitForEvent("page"), page.click("a")]);
        await tab.waitForURL(/\/hit\//);
        const seen = await tab.evaluate(() => [opener === null, document.referrer]);
        await tab.close();
        return seen;
      },
    })),
    row({
      title: "a tab and its opener write to each other",
      drive: async ({ page, at, context, say }) => {
        const child = say({
          body: "<script>opener.postMessage([location.origin === opener.location.origin, 'hi'], opener.location.origin); opener.fromChild = 1</script>",
        });
        await page.goto(at + say({ body: "<body>" }));
        const opening = context.waitForEvent("page");
        const told = await page.evaluate(async (path) => {
          const message = new Promise<MessageEvent>((resolve) => addEventListener("message", resolve, { once: true }));
          const tab = window.open(path);
          const { data, source } = await message;
          return [data, source === tab, (self as unknown as { fromChild?: number }).fromChild, tab?.closed];
        }, child);
        await (await opening).close();
        return told;
      },
    }),
    row({
      title: "a popup of the embed and its opener write to each other by origin",
      drive: async ({ page, at, context, origins, say }) => {
        const child = say({
          body: `<script>onmessage = ({ data, origin }) => opener.postMessage([data, origin], "${origins.primary}"); opener.postMessage("ready", "*")</script>`,
        });
        await page.goto(at + say({ body: "<body>" }));
        const opening = context.waitForEvent("page");
        const told = await page.evaluate(
          async ([url, embed]) => {
            const next = () =>
              new Promise<MessageEvent>((resolve) => addEventListener("message", resolve, { once: true }));
            const ready = next();
            const tab = window.open(url);
            const first = await ready;
            const answer = next();
            tab?.postMessage("question", embed ?? "");
            const second = await Promise.race([
              answer,
              new Promise<undefined>((resolve) => setTimeout(resolve, 15_000)),
            ]);
            return [first.data, first.origin, second?.data, second?.origin];
          },
          [origins.embed + child, origins.embed],
        );
        await (await opening).close();
        return told;
      },
    }),
    row({
      title: "history: push, replace, back, forward and their states",
      drive: async ({ page, at, origins, say }) => {
        await page.goto(at + say({ body: "<body>" }));
        return page.evaluate(async (primary) => {
          const seen: unknown[] = [];
          const popped = () =>
            new Promise((resolve) => addEventListener("popstate", ({ state }) => resolve(state), { once: true }));
          history.pushState({ n: 1 }, "", "/pushed/one?x#y");
          seen.push([location.pathname + location.search + location.hash, history.state]);
          history.pushState({ n: 2 }, "", `${primary}/pushed/two`);
          seen.push([location.pathname, document.URL]);
          history.replaceState({ n: 3 }, "", "three");
          seen.push(location.pathname);
          const back = popped();
          history.back();
          seen.push(await back, location.pathname);
          const forward = popped();
          history.forward();
          seen.push(await forward, location.pathname, history.length);
          return seen;
        }, origins.primary);
      },
    }),
    row({
      title: "history refuses an address of another origin",
      drive: async ({ page, at, origins, say }) => {
        await page.goto(at + say({ body: "<body>" }));
        return page.evaluate((cdn) => {
          try {
            history.pushState(null, "", `${cdn}/x`);
            return location.href;
          } catch (error) {
            return (error as Error).name;
          }
        }, origins.cdn);
      },
    }),
    row({
      title: "the fragment changes: hashchange, its addresses, :target",
      drive: async ({ page, at, say }) => {
        await page.goto(at + say({ body: '<p id="p">x' }));
        return page.evaluate(async () => {
          const changed = new Promise<HashChangeEvent>((resolve) =>
            addEventListener("hashchange", resolve, { once: true }),
          );
          location.hash = "p";
          const { oldURL, newURL } = await changed;
          return [new URL(oldURL).hash, new URL(newURL).hash, newURL, document.querySelector(":target")?.id];
        });
      },
    }),
    row({
      title: "the Navigation API: entries, an intercepted navigation, its address",
      drive: async ({ page, at, origins, say }) => {
        await page.goto(at + say({ body: "<body>" }));
        return page.evaluate(async (primary) => {
          const seen: unknown[] = [];
          navigation.addEventListener("navigate", (event) => {
            seen.push([event.navigationType, event.destination.url, event.canIntercept]);
            event.intercept({ handler: async () => {} });
          });
          await navigation.navigate(`${primary}/intercepted`).finished;
          seen.push(location.pathname, navigation.currentEntry?.url, navigation.canGoBack);
          return seen;
        }, origins.primary);
      },
    }),
    row({
      title: "back and forward over documents, with what was typed",
      drive: async ({ page, at, say }) => {
        const [one, two] = [
          say({ body: "<title>one</title><input>", headers: { "cache-control": "max-age=60" } }),
          say({ body: "<title>two</title>" }),
        ];
        await page.goto(at + one);
        await page.fill("input", "typed");
        await page.goto(at + two);
        await page.goBack();
        const back = [await page.title(), await page.inputValue("input")];
        await page.goForward();
        return [back, await page.title()];
      },
    }),
    row({
      title: "a reload asks the service again and is known as one",
      drive: async ({ page, at }) => {
        await page.goto(`${at}/echo?reload`);
        await page.reload();
        const type = await page.evaluate(
          () => (performance.getEntriesByType("navigation")[0] as PerformanceNavigationTiming).type,
        );
        return [type, page.url()];
      },
    }),
    row({
      title: "what a typed address sends",
      drive: async ({ page, at }) => {
        await page.goto(`${at}/echo?typed`);
        const { headers, method } = JSON.parse((await page.textContent("body")) ?? "null");
        return [
          method,
          ...[
            "accept",
            "sec-fetch-site",
            "sec-fetch-mode",
            "sec-fetch-dest",
            "sec-fetch-user",
            "upgrade-insecure-requests",
            "referer",
            "origin",
            "host",
          ].map((name) => headers[name] ?? null),
        ];
      },
    }),
    row({
      title: "what a click sends",
      drive: async ({ page, at, origins, say }) => {
        await page.goto(at + say({ body: `<a href="${origins.primary}/echo?clicked">x</a>` }));
        await Promise.all([page.waitForURL(/clicked/), page.click("a")]);
        const { headers } = JSON.parse((await page.textContent("body")) ?? "null");
        return ["sec-fetch-site", "sec-fetch-mode", "sec-fetch-dest", "sec-fetch-user", "origin"].map(
          (name) => headers[name] ?? null,
        );
      },
    }),
    row({
      title: "a click's ping reaches the cdn",
      drive: async ({ page, at, origins, say, id }) => {
        await page.goto(at + say({ body: `<a href="#x" ping="${origins.cdn}/hit/${id}">x</a>` }));
        await page.click("a");
        const [echo] = await page.evaluate(async (path) => (await fetch(path)).json(), `/seen/${id}`);
        return [
          echo?.method,
          echo?.headers["content-type"],
          echo?.headers.host,
          echo?.headers["ping-to"] !== undefined,
        ];
      },
    }),
    ...rows(
      [
        [
          "by Content-Disposition",
          { headers: { "content-disposition": 'attachment; filename="plain.txt"', "content-type": "text/plain" } },
        ],
        [
          "with a name beyond ASCII",
          {
            headers: {
              "content-disposition": "attachment; filename=\"x.txt\"; filename*=UTF-8''%D9%BE%D9%84.txt",
              "content-type": "text/plain",
            },
          },
        ],
        [
          "of a page",
          { headers: { "content-disposition": "attachment; filename=page.html", "content-type": "text/html" } },
        ],
        ["of unknown type", { headers: { "content-type": "application/x-unknown" } }],
        ["of a zip", { headers: { "content-type": "application/zip" } }],
      ] as const,
      ([what]) => ({
        title: `a download ${what}`,
        drive: async ({ page, at, origins, say }, [, saying]) => {
          await page.goto(
            at +
              say({
                body: `<a href="${origins.primary}${say({ ...saying, body: "<b>content پ" }, "named.bin")}">x</a>`,
              }),
          );
          const [download] = await Promise.all([page.waitForEvent("download"), page.click("a")]);
          const chunks: Buffer[] = [];
          for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
          return [download.suggestedFilename(), Buffer.concat(chunks).toString("utf8"), download.url()];
        },
      }),
    ),
    ...rows(["primary", "blob", "data"], (kind) => ({
      title: `a link with download= to ${kind}`,
      drive: async ({ page, at, origins, say }, kind) => {
        await page.goto(at + say({ body: "<body>" }));
        const [download] = await Promise.all([
          page.waitForEvent("download"),
          page.evaluate(
            ([which, primary]) => {
              const href =
                which === "blob"
                  ? URL.createObjectURL(new Blob(["b"]))
                  : which === "data"
                    ? "data:text/plain,d"
                    : `${primary}/file/stamp.png`;
              Object.assign(document.createElement("a"), { href, download: "saved.name" }).click();
            },
            [kind, origins.primary],
          ),
        ]);
        return [download.suggestedFilename(), await download.failure()];
      },
    })),
    row({
      title: "beforeunload, pagehide and a beacon at leaving come in order",
      drive: async ({ page, at, say, id }) => {
        await page.goto(
          at +
            say({
              body: `<script>for (const type of ["beforeunload", "pagehide"]) addEventListener(type, () => navigator.sendBeacon("/hit/${id}", type))</script>`,
            }),
        );
        await page.goto(`${at}/`);
        const seen = await page.evaluate(async (path) => (await fetch(path)).json(), `/seen/${id}?times=2`);
        return seen.map(({ body }: { body: { text: string } }) => body.text).sort();
      },
    }),
    row({
      title: "window.name lasts over pages of the service",
      drive: async ({ page, at, say }) => {
        await page.goto(at + say({ body: "<script>window.name = 'kept'</script>" }));
        await page.goto(`${at}/`);
        return page.evaluate(() => window.name);
      },
    }),
    row({
      title: "a deep link with a query and a fragment opens as it is",
      drive: async ({ page, at }) => {
        await page.goto(`${at}/hit/id-000000000008?as=html&q=%D9%BE&b=c+d#frag=1`);
        return page.evaluate(() => [location.pathname, location.search, location.hash]);
      },
    }),
    row({
      title: "alert, confirm and prompt are shown and answered",
      drive: async ({ page, at, say }) => {
        await page.goto(at + say({ body: "<body>" }));
        const seen: string[] = [];
        page.on("dialog", async (dialog) => {
          seen.push(dialog.type());
          await dialog.accept("پاسخ");
        });
        const answers = await page.evaluate(() => [alert("a") ?? null, confirm("b"), prompt("c")]);
        return [seen, answers];
      },
    }),
    row({
      title: "a link out of the service's own list",
      drive: async ({ page, at, say }) => {
        await page.goto(at + say({ body: '<a href="http://127.0.0.9:9/x">x</a>' }));
        return page.evaluate(() => document.links[0]?.href);
      },
    }),
  ],
};
