import { describe, expect, test } from "vitest";
import type { MirrorPlace, ServiceOrigins } from "../../../shared/domain/address.ts";
import { viewFrom } from "../../../shared/domain/origins.ts";
import { strictPolicy } from "../../../shared/domain/policy.ts";
import { framingOf } from "../../../workers/relay/translate/headers/framing.ts";
import { sitePoliciesOf } from "../../../workers/relay/translate/headers/sitepolicy.ts";
import { translateResponse } from "../../../workers/relay/translate/translate.ts";
import { contextOf } from "./scanning.ts";

const service: ServiceOrigins = {
  primary: "https://news.example",
  secondaries: [
    { alias: "cdn", origin: "https://cdn.example" },
    { alias: "alt", origin: "https://alt.example:8443" },
    { alias: "img", origin: "https://*.img.example" },
    { alias: "embed", origin: "https://embed.example", frame: true },
  ],
};
const place: MirrorPlace = {
  origin: "https://m.zone",
  door: "dr",
  siblings: { embed: { origin: "https://tin.zone", door: "sh" } },
};
const OWN = "https://m.zone/dr/shim.js https://m.zone/dr/lifeboat.js https://m.zone/dr/bar.js";

function mapped(policy: string, options = { service, place }, status = 200) {
  const theirs = new Headers([["content-security-policy", policy]]);
  const { policies, nonce } = sitePoliciesOf({ status, headers: theirs }, options);
  return { nonce, text: policies.join(", "), all: ["ours", ...policies].join(", ") };
}

const rows: readonly (readonly [title: string, policy: string, here: string])[] = [
  [
    "a listed host, and the place where it lies",
    "img-src https://cdn.example",
    "img-src https://cdn.example https://m.zone/dr/cdn/",
  ],
  ["with a path", "img-src cdn.example/a/b.png", "img-src cdn.example/a/b.png https://m.zone/dr/cdn/a/b.png"],
  ["with a port", "img-src alt.example:8443", "img-src alt.example:8443 https://m.zone/dr/alt/"],
  ["with another port", "img-src alt.example:9 alt.example", "img-src 'none'"],
  ["with any port", "img-src alt.example:*", "img-src alt.example:* https://m.zone/dr/alt/"],
  ["with its default port", "img-src cdn.example:443", "img-src cdn.example:443 https://m.zone/dr/cdn/"],
  ["in capitals", "IMG-SRC HTTPS://CDN.Example", "img-src HTTPS://CDN.Example https://m.zone/dr/cdn/"],
  [
    "a pattern",
    "img-src *.example",
    "img-src *.example 'self' https://m.zone/dr/cdn/ https://m.zone/dr/ https://m.zone/dr/embed/",
  ],
  ["a wildcard", "img-src *.img.example", "img-src *.img.example https://m.zone/dr/"],
  ["a host below a wildcard", "img-src a.img.example", "img-src a.img.example https://m.zone/dr/img~a/"],
  ["nobody listed", "img-src https://evil.example", "img-src 'none'"],
  [
    "nobody listed among others",
    "img-src https://evil.example data: 'self'",
    "img-src data: 'self' https://news.example",
  ],
  ["the primary by name", "img-src https://news.example", "img-src https://news.example 'self'"],
  ["a path of the primary", "img-src https://news.example/i/", "img-src https://news.example/i/ https://m.zone/i/"],
  ["everybody", "img-src *", "img-src * 'self'"],
  ["a scheme", "img-src https: blob:", "img-src https: 'self' blob:"],
  [
    "a socket",
    "connect-src wss://cdn.example wss://news.example",
    "connect-src wss://cdn.example wss://m.zone/dr/cdn/ wss://news.example 'self' wss://m.zone",
  ],
  ["nothing", "object-src 'none'", "object-src 'none'"],
  ["an empty list", "object-src", "object-src 'none'"],
  [
    "a frame, and its label",
    "frame-src https://embed.example",
    "frame-src https://embed.example https://tin.zone https://m.zone/dr/embed/",
  ],
  ["any frame", "frame-src *", "frame-src * 'self' https://tin.zone"],
  [
    "a form",
    "form-action 'self' https://embed.example",
    "form-action 'self' https://news.example https://embed.example https://tin.zone https://m.zone/dr/embed/",
  ],
  ["a base", "base-uri 'none'", "base-uri 'none'"],
  [
    "who frames it",
    "frame-ancestors 'self' https://embed.example https://cdn.example",
    "frame-ancestors 'self' https://tin.zone",
  ],
  ["that nobody may", "frame-ancestors 'none'", "frame-ancestors 'none'"],
  ["that only strangers may", "frame-ancestors https://evil.example", "frame-ancestors 'none'"],
  [
    "scripts by nonce, hash and list, with ours",
    "script-src 'nonce-a' 'sha256-b' https://cdn.example",
    `script-src 'nonce-a' 'sha256-b' https://cdn.example https://m.zone/dr/cdn/ ${OWN}`,
  ],
  ["no scripts, but ours", "script-src 'none'", `script-src ${OWN}`],
  [
    "scripts by default",
    "default-src 'self'; img-src data:",
    `default-src 'self' https://news.example ${OWN}; img-src data:`,
  ],
  [
    "scripts by element",
    "script-src-elem 'self'; script-src 'none'",
    `script-src-elem 'self' https://news.example ${OWN}; script-src 'none'`,
  ],
  ["workers", "worker-src 'self'", `worker-src 'self' https://news.example ${OWN}`],
  ["a sandbox", "sandbox allow-scripts", "sandbox allow-scripts"],
  [
    "trusted types, with the shim's",
    "require-trusted-types-for 'script'; trusted-types a",
    "require-trusted-types-for 'script'; trusted-types a mirror",
  ],
  [
    "styles by hash: they are rewritten",
    "style-src 'sha256-a' 'nonce-b' 'self'",
    "style-src 'self' https://news.example 'unsafe-inline'",
  ],
  ["styles by nonce", "style-src 'nonce-b'", "style-src 'nonce-b'"],
  ["the first of a name", "img-src 'self'; img-src *", "img-src 'self' https://news.example"],
  ["each policy of several", "img-src 'none', script-src 'none'", `img-src 'none', script-src ${OWN}`],
  ["no report", "img-src 'none'; report-uri https://evil.example/; report-to x", "img-src 'none'"],
  ["nothing of insecure addresses", "upgrade-insecure-requests; block-all-mixed-content", ""],
  ["nothing unknown", "navigate-to *; plugin-types a/b; x y", ""],
  ["nothing that is no source", "img-src <script> ;;", "img-src 'none'"],
];
describe("the service's own policy", () => {
  test.each(rows)("keeps %s: %s", (_, policy, here) => expect(mapped(policy).text).toBe(here));

  test("has 'self' in place of more places than an edge's head has room for", () => {
    const secondaries = Array.from({ length: 64 }, (_, at) => ({
      alias: `a${at}`,
      origin: `https://h${at}.cdn.example`,
    }));
    const many = { service: { ...service, secondaries: [...secondaries, ...service.secondaries] }, place };
    const [first = "", second = "", third = ""] = mapped(
      "img-src *.cdn.example; font-src *.cdn.example data:; frame-src *.cdn.example embed.example",
      many,
    ).text.split("; ");
    expect(first.split(" ")).toHaveLength(2 + 64);
    expect(second.split(" ")).toHaveLength(3 + 64);
    expect(third).toBe("frame-src *.cdn.example embed.example 'self' https://tin.zone");
  });
  test("grows no faster than a policy that says the same a thousand times", () => {
    const twice = Array(1000).fill("img-src *.example").join(", ");
    expect(mapped(twice).text.length).toBeLessThan(3 * twice.length);
  });

  test("lets our script in by a nonce where only nonces count", () => {
    const one = mapped("script-src 'strict-dynamic' 'nonce-theirs' https:");
    expect(one.nonce).toMatch(/^[\w-]{22}$/);
    expect(one.text).toBe(`script-src 'strict-dynamic' 'nonce-theirs' https: 'self' ${OWN} 'nonce-${one.nonce}'`);
    expect(mapped("script-src 'strict-dynamic' 'nonce-theirs'").nonce).not.toBe(one.nonce);
    expect(mapped("script-src 'nonce-theirs'").nonce).toBeUndefined();
  });

  test("stays behind ours", () => expect(mapped("img-src 'none'").all).toBe("ours, img-src 'none'"));

  test("is not said of a page the browser holds already", () =>
    expect(mapped("script-src 'strict-dynamic'", { service, place }, 304)).toMatchObject({
      all: "ours",
      nonce: undefined,
    }));

  test("names the mirror from a sibling", () => {
    const sibling = {
      origin: "https://tin.zone",
      door: "sh",
      siblings: { "0": { origin: "https://m.zone", door: "dr" } },
    };
    const seen = { service: viewFrom(service, "embed"), place: sibling };
    expect(mapped("frame-ancestors https://news.example", seen).text).toBe("frame-ancestors https://m.zone");
    expect(mapped("connect-src https://news.example", seen).text).toBe(
      "connect-src https://news.example https://tin.zone/sh/0/",
    );
  });
});

test("our tag bears the nonce", async () => {
  const context = { ...contextOf(), inject: '<script src="/dr/shim.js"></script>' };
  const page = (policy: string) =>
    new Response("<head>", { headers: { "content-type": "text/html", "content-security-policy": policy } });
  const strict = (await translateResponse(page("script-src 'strict-dynamic' 'nonce-a'"), context)) as Response;
  const nonce = /'nonce-([\w-]{22})'/.exec(strict.headers.get("content-security-policy") ?? "")?.[1];
  expect(await strict.text()).toBe(`<head><script nonce="${nonce}" src="/dr/shim.js"></script>`);
  expect(await ((await translateResponse(page("script-src 'self'"), context)) as Response).text()).toBe(
    `<head>${context.inject}`,
  );
});

describe("our own policy", () => {
  test("names no host but the mirror and its siblings", () => {
    expect(strictPolicy(place, { framing: "household" })).toBe(
      "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; connect-src 'self' wss://m.zone data: blob:; " +
        "frame-src 'self' https://tin.zone blob:; worker-src 'self' blob:; object-src 'self'; manifest-src 'self'; " +
        "form-action 'self' https://tin.zone; base-uri 'self'; frame-ancestors 'self' https://tin.zone",
    );
  });

  test.each([
    [["x-frame-options", "deny"], "nobody"],
    [["x-frame-options", "SAMEORIGIN"], "own"],
    [["x-frame-options", "SAMEORIGIN, DENY"], "nobody"],
    [["x-frame-options", "ALLOW-FROM https://a.example"], "household"],
    [["x-other", "DENY"], "household"],
  ] as const)("of %j: shown in frames of %s", (header, framing) => {
    expect(framingOf(new Headers([[...header]]))).toBe(framing);
  });

  test("leaves it to a frame-ancestors of the service", () => {
    const both = new Headers([["x-frame-options", "DENY"]]);
    both.set("content-security-policy", "img-src *; Frame-Ancestors 'self'");
    expect(framingOf(both)).toBe("household");
    both.set("content-security-policy", "img-src https://frame-ancestors.example");
    expect(framingOf(both)).toBe("nobody");
  });
});
