// Cookies of every kind over both origins: what the page reads and what each origin is sent.

import { row, rows, type Topic } from "./row.ts";

/** Set by an answer of the primary; read by the page and, at the path, by the service. */
const BY_ANSWER: readonly (readonly [what: string, cookie: string, path?: string])[] = [
  ["a plain one", "plain=1"],
  ["with a path", "withpath=1; Path=/"],
  ["of a deeper path", "deeper=1; Path=/echo/deep", "/echo/deep/er"],
  ["of another path", "elsewhere=1; Path=/other"],
  ["HttpOnly", "httponly=1; HttpOnly; Path=/"],
  ["Secure", "secure=1; Secure; Path=/"],
  ["SameSite=Strict", "strict=1; SameSite=Strict; Path=/"],
  ["SameSite=Lax", "lax=1; SameSite=Lax; Path=/"],
  ["SameSite=None without Secure", "nonebare=1; SameSite=None; Path=/"],
  ["SameSite=None; Secure", "none=1; SameSite=None; Secure; Path=/"],
  ["Max-Age", "maxage=1; Max-Age=60; Path=/"],
  ["Max-Age=0", "ageless=1; Max-Age=0; Path=/"],
  ["of the past", "past=1; Expires=Thu, 01 Jan 2015 00:00:00 GMT; Path=/"],
  ["of the future", "future=1; Expires=Wed, 01 Jan 2031 00:00:00 GMT; Path=/"],
  ["with a broken date", "broken=1; Expires=tomorrow; Path=/"],
  ["__Host-", "__Host-kept=1; Secure; Path=/"],
  ["__Host- without Secure", "__Host-bare=1; Path=/"],
  ["__Host- with a path", "__Host-deep=1; Secure; Path=/x"],
  ["__Secure-", "__Secure-kept=1; Secure; Path=/"],
  ["__Secure- without Secure", "__Secure-bare=1; Path=/"],
  ["of its own host as Domain", "owndomain=1; Domain={host}; Path=/"],
  ["of another host as Domain", "otherdomain=1; Domain=other.example; Path=/"],
  ["Partitioned", "partitioned=1; Secure; SameSite=None; Partitioned; Path=/"],
  ["in quotes", 'quoted="a b"; Path=/'],
  ["with = in its value", "equals=a=b==; Path=/"],
  ["without a value", "empty=; Path=/"],
  ["without a name", "nameless; Path=/"],
  ["without a name but =", "=namelessvalue; Path=/"],
  ["with odd characters in its name", "odd!#$%&'*+-.^_`|~=1; Path=/"],
  ["with odd spelling of attributes", "spelling=1 ;  pAtH = / ; HTTPONLY"],
  ["with an attribute nobody knows", "unknown=1; Priority=High; Whatever; Path=/"],
  ["4 kB long", `long=${"v".repeat(4000)}; Path=/`],
  ["longer than browsers take", `toolong=${"v".repeat(4200)}; Path=/`],
];

const BY_SCRIPT = [
  "s1=1",
  "s2=1; path=/",
  "s3=1; path=/elsewhere",
  "s4=1; max-age=60; path=/",
  "s5=1; secure; path=/",
  "s6=1; httponly; path=/",
  "s7=1; samesite=strict; path=/",
  "__Host-s8=1; secure; path=/",
  "__Host-s9=1; path=/",
  "s10=پل; path=/",
  "s11; path=/",
  "s12=1; domain={host}; path=/",
  "s13=1; domain=other.example; path=/",
  "s14=a; path=/; expires=Thu, 01 Jan 2015 00:00:00 GMT",
];

export const COOKIES: Topic = {
  name: "cookies",
  rows: [
    ...rows(BY_ANSWER, ([what]) => ({
      title: `a cookie ${what}, set by the primary`,
      run: async (lab, [, cookie, path = "/echo"]) => {
        const { hostname } = new URL(lab.primary);
        const named = cookie.replace("{host}", hostname);
        const before = document.cookie.split("; ");
        await fetch(lab.say({ headers: { "set-cookie": named, "content-type": "text/plain" } }));
        const name = (named.split(/[=;]/)[0] ?? "").trim() || "nameless";
        const page = document.cookie.split("; ").filter((one) => !before.includes(one));
        const sent = ((await lab.echo(path)).headers.cookie ?? "").split("; ").filter((one) => one.includes(name));
        return { page: page.map((one) => one.slice(0, 40)), sent: sent.map((one) => one.slice(0, 40)) };
      },
    })),
    ...rows(BY_SCRIPT, (cookie) => ({
      title: `document.cookie = ${JSON.stringify(cookie)}`,
      run: async (lab, cookie) => {
        const name = /^(?:__Host-)?s\d+/.exec(cookie)?.[0] ?? "";
        lab.cookie(cookie.replace("{host}", new URL(lab.primary).hostname));
        const own = (text: string) => text.split("; ").filter((one) => one === name || one.startsWith(`${name}=`));
        return { page: own(document.cookie), sent: own((await lab.echo()).headers.cookie ?? "") };
      },
    })),
    row({
      title: "a cookie is changed, then deleted by the script",
      run: async (lab) => {
        lab.cookie("changing=1; path=/");
        lab.cookie("changing=2; path=/");
        const changed = document.cookie.includes("changing=2");
        lab.cookie("changing=; path=/; max-age=0");
        return [
          changed,
          document.cookie.includes("changing"),
          ((await lab.echo()).headers.cookie ?? "").includes("changing"),
        ];
      },
    }),
    row({
      title: "of one name and two paths the longer path comes first",
      run: async (lab) => {
        await fetch(lab.say({ headers: { "set-cookie": ["two=root; Path=/", "two=deep; Path=/echo/two"] } }));
        const sent = (await lab.echo("/echo/two/x")).headers.cookie ?? "";
        return sent.split("; ").filter((one) => one.startsWith("two="));
      },
    }),
    row({
      title: "cookieStore sets, gets and deletes",
      run: async () => {
        await cookieStore.set("stored", "1");
        const got = await cookieStore.get("stored");
        await cookieStore.delete("stored");
        return [got?.name, got?.value, (await cookieStore.get("stored")) ?? null];
      },
    }),
    row({
      title: "cookieStore shows nothing that is not the service's",
      run: async () =>
        (await cookieStore.getAll())
          .map(({ name }) => name)
          .filter((name) => !/^(?:$|s\d|__|odd|[a-z]+$)/.test(name ?? "")),
    }),
    row({
      title: "document.cookie shows nothing that is not the service's",
      run: async (lab) => {
        await fetch(
          lab.cdn + lab.say({ headers: { "set-cookie": "cdnown=1; SameSite=None; Secure; Path=/" }, cors: true }),
          { credentials: "include" },
        );
        return document.cookie.split("; ").filter((one) => one.includes("cdn") || one.includes("."));
      },
    }),
    row({
      title: "both origins keep a cookie of the same name apart",
      run: async (lab) => {
        const set = (value: string) =>
          lab.say({ headers: { "set-cookie": `samename=${value}; SameSite=None; Secure; Path=/` }, cors: true });
        await fetch(set("p"));
        await fetch(lab.cdn + set("c"), { credentials: "include" });
        const own = (await lab.echo()).headers.cookie ?? "";
        const other = (await lab.echo(`${lab.cdn}/echo?cors`, { credentials: "include" })).headers.cookie ?? "";
        return [own, other, document.cookie].map((text) => text.split("; ").filter((one) => one.includes("samename")));
      },
    }),
    row({
      title: "the cdn is not sent the primary's cookies",
      run: async (lab) => {
        lab.cookie("private=1; path=/");
        const sent = (await lab.echo(`${lab.cdn}/echo?cors`, { credentials: "include" })).headers.cookie ?? "";
        return sent.includes("private");
      },
    }),
    ...rows(
      [
        ["of a path", "cpath=1; SameSite=None; Secure; Path=/echo", "cpath"],
        ["of another path", "cother=1; SameSite=None; Secure; Path=/nowhere", "cother"],
        ["without a path", "cbare=1; SameSite=None; Secure", "cbare"],
        ["HttpOnly", "chttp=1; SameSite=None; Secure; HttpOnly; Path=/", "chttp"],
        ["SameSite=Strict", "cstrict=1; SameSite=Strict; Secure; Path=/", "cstrict"],
        ["SameSite=Lax", "clax=1; SameSite=Lax; Path=/", "clax"],
        ["without SameSite", "cdefault=1; Path=/", "cdefault"],
        ["of its own Domain", "cdomain=1; SameSite=None; Secure; Domain={cdn}; Path=/", "cdomain"],
        ["of the primary's Domain", "cforeign=1; SameSite=None; Secure; Domain={primary}; Path=/", "cforeign"],
        ["__Host-", "__Host-c=1; SameSite=None; Secure; Path=/", "__Host-c"],
        ["__Secure-", "__Secure-c=1; SameSite=None; Secure; Path=/", "__Secure-c"],
        ["Partitioned", "cpart=1; SameSite=None; Secure; Partitioned; Path=/", "cpart"],
      ] as const,
      ([what]) => ({
        title: `a cookie ${what}, set by the cdn`,
        run: async (lab, [, cookie, name]) => {
          const named = cookie
            .replace("{cdn}", new URL(lab.cdn).hostname)
            .replace("{primary}", new URL(lab.primary).hostname);
          await fetch(lab.cdn + lab.say({ headers: { "set-cookie": named }, cors: true }), { credentials: "include" });
          const own = (text = "") => text.split("; ").filter((one) => one.includes(name));
          return {
            cdn: own((await lab.echo(`${lab.cdn}/echo?cors`, { credentials: "include" })).headers.cookie),
            primary: own((await lab.echo()).headers.cookie),
            page: own(document.cookie),
          };
        },
      }),
    ),
    row({
      title: "the cdn deletes its own cookie",
      run: async (lab) => {
        const set = (rest: string) =>
          fetch(
            lab.cdn +
              lab.say({ headers: { "set-cookie": `gone=1; SameSite=None; Secure; Path=/${rest}` }, cors: true }),
            { credentials: "include" },
          );
        await set("");
        await set("; Max-Age=0");
        return ((await lab.echo(`${lab.cdn}/echo?cors`, { credentials: "include" })).headers.cookie ?? "").includes(
          "gone",
        );
      },
    }),
    ...rows(["img", "script", "link"] as const, (tag) => ({
      title: `a cookie the cdn set with an <${tag}> is sent with the next one`,
      run: async (lab, tag) => {
        const as = ({ img: "png", script: "js", link: "css" } as const)[tag];
        const address = (path: string) =>
          tag === "link" ? { rel: "stylesheet", href: lab.cdn + path } : { src: lab.cdn + path };
        const type = { img: "image/svg+xml", script: "text/javascript", link: "text/css" }[tag];
        const body = tag === "img" ? '<svg xmlns="http://www.w3.org/2000/svg"/>' : "";
        const set = lab.say({
          headers: { "set-cookie": `by${tag}=1; SameSite=None; Secure; Path=/`, "content-type": type },
          body,
        });
        await lab.loaded(lab.element(tag, address(set)));
        const hit = lab.hit(as);
        await lab.loaded(lab.element(tag, address(hit.path)));
        return (await hit.seen()).map(({ headers }) => (headers.cookie ?? "").includes(`by${tag}=1`));
      },
    })),
    row({
      title: "crossorigin=anonymous sends the cdn no cookie, use-credentials does",
      run: async (lab) => {
        await fetch(
          lab.cdn + lab.say({ headers: { "set-cookie": "anon=1; SameSite=None; Secure; Path=/" }, cors: true }),
          { credentials: "include" },
        );
        const seen = [];
        for (const crossOrigin of ["anonymous", "use-credentials"]) {
          const hit = lab.hit("png", "&cors");
          const image = document.createElement("img");
          image.crossOrigin = crossOrigin;
          image.src = lab.cdn + hit.path;
          await lab.loaded(image);
          seen.push((await hit.seen()).map(({ headers }) => (headers.cookie ?? "").includes("anon=1")));
        }
        return seen;
      },
    }),
    row({
      title: "a cookie set while a page loads is there for its scripts",
      run: async (lab) => {
        const path = lab.say({
          headers: { "set-cookie": "early=1; Path=/" },
          body: "<script>document.title = document.cookie.includes('early=1')</script>",
        });
        return (await lab.frame({ src: path })).contentDocument?.title;
      },
    }),
    row({
      title: "a cookie set by a script in a frame is there in its parent",
      run: async (lab) => {
        await lab.frame({ src: lab.say({ body: "<script>document.cookie = 'inframe=1; path=/'</script>" }) });
        return document.cookie.includes("inframe=1");
      },
    }),
    row({
      title: "more than 50 cookies of one answer",
      run: async (lab) => {
        const cookies = Array.from({ length: 55 }, (_, at) => `many${at}=1; Path=/echo/many`);
        await fetch(lab.say({ headers: { "set-cookie": cookies } }));
        return ((await lab.echo("/echo/many")).headers.cookie ?? "").split("; ").filter((one) => one.startsWith("many"))
          .length;
      },
    }),
    row({
      title: "an HTTP login by Basic, given by a script",
      run: async () => {
        const given = await fetch("/account/basic", { headers: { authorization: `Basic ${btoa("ali:hezar")}` } });
        return [given.status, await given.text()];
      },
    }),
    row({
      title: "navigator.cookieEnabled",
      run: () => navigator.cookieEnabled,
    }),
  ],
};
