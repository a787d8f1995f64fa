import { describe, expect, test } from "vitest";
import { readAskedAs, writeAskedAs } from "../../../shared/domain/askedas.ts";
import { mayRead } from "../../../shared/domain/cors.ts";
import { createAim } from "../../../workers/lifeboat/worker/aim.ts";
import { planFor } from "../../../workers/lifeboat/worker/plan.ts";
import { exposes } from "../../../workers/lifeboat/worker/reading.ts";

const ORIGIN = "https://m.zone";
const settings = {
  service: {
    primary: "https://news.example",
    secondaries: [
      { alias: "cdn", origin: "https://cdn.example" },
      { alias: "img", origin: "https://*.img.example" },
    ],
  },
  door: "dr",
  siblings: { cdn: { origin: "https://s.zone", door: "sd" } },
  flags: {},
};
const aimOf = createAim(settings, ORIGIN);

describe("where a request goes", () => {
  test.each([
    ["https://m.zone/a?b", "primary", "https://m.zone/a?b"],
    ["https://m.zone/dr/cdn/a.css", "secondary", "https://m.zone/dr/cdn/a.css"],
    ["https://news.example/a?b", "primary", "https://m.zone/a?b"],
    ["http://news.example/", "primary", "https://m.zone/"],
    ["https://cdn.example/a.css", "secondary", "https://m.zone/dr/cdn/a.css"],
    ["https://CDN.example.:443/a", "secondary", "https://m.zone/dr/cdn/a"],
    ["https://x.img.example/a", "secondary", "https://m.zone/dr/img~x/a"],
    ["https://news.example//other.example/", "primary", "https://m.zone//other.example/"],
  ])("%s is the %s's at %s", (url, kind, address) => {
    expect(aimOf(url)).toEqual({ kind, address });
  });
  test.each([
    ["the shim", "https://m.zone/dr/shim.js"],
    ["an alias nobody has", "https://m.zone/dr/nobody/x"],
    ["the door itself", "https://m.zone/dr"],
  ])("%s is the mirror's own", (_, url) => {
    expect(aimOf(url)).toEqual({ kind: "mirror" });
  });
  test.each([
    ["another host", "https://other.example/"],
    ["a port that is not listed", "https://cdn.example:8443/"],
    ["a host below a listed one", "https://a.cdn.example/"],
    ["a path of the primary that the door shadows", "https://news.example/dr/cdn/a"],
    ["a sibling's files", "https://s.zone/a"],
    ["another mirror", "https://n.zone/a"],
  ])("%s is nowhere", (_, url) => {
    expect(aimOf(url)).toEqual({ kind: "elsewhere" });
  });
});

const planned = (url: string, changes: Partial<Parameters<typeof planFor>[0]> = {}) => {
  const aim = aimOf(url);
  if (aim.kind === "mirror" || aim.kind === "elsewhere") throw new Error(`${url} is no address of the service`);
  return planFor({ url, mode: "no-cors", credentials: "include", destination: "image", ...changes }, aim);
};

describe("what becomes of it", () => {
  test.each([
    ["a picture of the primary", "https://m.zone/a.png", {}],
    ["a picture of a secondary that the translation reached", "https://m.zone/dr/cdn/a.png", {}],
    ["a film", "https://m.zone/dr/cdn/a.webm", { destination: "video" }],
    ["the page's own fetch", "https://m.zone/a", { mode: "cors", credentials: "same-origin", destination: "" }],
    ["an upload", "https://m.zone/a", { mode: "cors", credentials: "include", destination: "" }],
  ])("%s is left to the browser", (_, url, changes) => {
    expect(planned(url, changes).isPlain).toBe(true);
  });
  test.each([
    ["a picture whose address a script built", "https://cdn.example/a.png", {}, "no-cors include image", "all"],
    [
      "a font",
      "https://m.zone/dr/cdn/a.woff2",
      { mode: "cors", credentials: "same-origin", destination: "font" },
      "cors omit font",
      "checked",
    ],
    [
      "a script's read with cookies",
      "https://m.zone/dr/cdn/a",
      { mode: "cors", destination: "" },
      "cors include empty",
      "checked",
    ],
    [
      "a script's request that wants no answer",
      "https://cdn.example/count",
      { destination: "" },
      "no-cors include empty",
      "nothing",
    ],
    [
      "an own request without credentials",
      "https://m.zone/a",
      { mode: "cors", credentials: "omit", destination: "" },
      "cors omit empty",
      "all",
    ],
  ])("%s is sent and read as at home", (_, url, changes, told, reading) => {
    const plan = planned(url, changes);
    expect([plan.isPlain, writeAskedAs(plan.meant), plan.reading]).toEqual([false, told, reading]);
  });
  test("a worker's script is looked at, for its policy", () => {
    const asked = { mode: "same-origin", credentials: "same-origin", destination: "worker" };
    const plan = planned("https://m.zone/worker.js", asked);
    expect([plan.isWorker, plan.isPlain, writeAskedAs(plan.meant)]).toEqual([
      true,
      false,
      "same-origin include worker",
    ]);
  });
});

describe("the word to the relay", () => {
  test("is read as it was written", () => {
    const word = { mode: "no-cors", credentials: "omit", destination: "image" } as const;
    expect(readAskedAs(writeAskedAs(word))).toEqual(word);
  });
  test.each([null, "", "cors", "cors omit", "cors omit document", "navigate omit script", "cors omit script x"])(
    "%j says nothing",
    (text) => {
      expect(readAskedAs(text)).toBeUndefined();
    },
  );
});

describe("CORS", () => {
  test.each([
    [false, "*", null, true],
    [false, ORIGIN, null, true],
    [false, null, null, false],
    [false, "null", null, false],
    [false, "https://other.example", null, false],
    [true, "*", "true", false],
    [true, ORIGIN, null, false],
    [true, ORIGIN, "TRUE", false],
    [true, ORIGIN, "true", true],
  ])("with cookies %j, for %j and credentials %j: %j", (withCookies, allowed, credentials, expected) => {
    const headers = new Headers();
    if (allowed) headers.set("access-control-allow-origin", allowed);
    if (credentials) headers.set("access-control-allow-credentials", credentials);
    expect(mayRead(headers, { origin: ORIGIN, withCookies })).toBe(expected);
  });
  test.each([
    ["", false, [true, false]],
    ["X-Own, other", false, [true, true]],
    ["*", false, [true, true]],
    ["*", true, [true, false]],
  ])("exposes by %j, with cookies %j", (exposed, withCookies, expected) => {
    const isShown = exposes(new Headers({ "access-control-expose-headers": exposed }), { withCookies });
    expect(["content-type", "x-own"].map(isShown)).toEqual(expected);
  });
});
