// The map a reader's browser carries and the relay's must agree.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createAddressMap, isDoorPath } from "../../../shared/domain/address.ts";
import { createClientHosts, createClientMap, originOf } from "../../../shared/domain/clientmap.ts";
import { clientSettings } from "../../../shared/domain/clientsettings.ts";
import { readAlias } from "../../../shared/domain/hostlist.ts";
import { viewFrom } from "../../../shared/domain/origins.ts";
import { createAddresses } from "../../../workers/lifeboat/shim/addresses.ts";

const NEWS = {
  primary: "https://news.example",
  secondaries: [
    { alias: "cdn", origin: "https://*.cdn.example" },
    { alias: "deep", origin: "https://*.eu.cdn.example" },
    { alias: "fonts", origin: "https://fonts.cdn.example" },
    { alias: "lab", origin: "http://*.lab.example:8080" },
    { alias: "embed", origin: "https://embed.example", frame: true },
    { alias: "again", origin: "http://embed.example", frame: true },
  ],
};
const MIRROR = { origin: "https://m.zone", door: "dr" };
const SIBLING = { origin: "https://s.zone:81", door: "sd" };
const STANDPOINTS = [
  { name: "the mirror", service: NEWS, place: { ...MIRROR, siblings: { embed: SIBLING } } },
  { name: "a sibling", service: viewFrom(NEWS, "embed"), place: { ...SIBLING, siblings: { "0": MIRROR } } },
];

const schemes = fc.constantFrom(
  "https://",
  "http://",
  "wss://",
  "ws://",
  "//",
  "\\\\",
  "/\t/",
  " https:/",
  "ftp://",
  "",
);
const labels = fc.constantFrom("", "a.", "a.b.", "eu.", "fonts.", "A_1.", "-a.", "a~b.", "m@", "x.eu.");
const zones = fc.constantFrom(
  ...[
    "news.example",
    "cdn.example",
    "lab.example",
    "embed.example",
    "EMBED.example.",
    "m.zone",
    "s.zone",
    "other.example",
  ],
);
const ports = fc.constantFrom("", "", ":80", ":443", ":81", ":8080");
const segments = fc.constantFrom(
  ...[
    "",
    "/",
    "//",
    "/a",
    "/..",
    "/.",
    "/%2e%2e",
    "/dr",
    "/sd",
    "/cdn",
    "/cdn~a",
    "/embed",
    "/0",
    "/fonts",
    "?",
    "?q=/x",
    "#",
    "#f",
  ],
  ...["/cdn~", "/cdn~A", "/cdn~-a", "/lab~a~b", "b", "..", " ", "\\", "/é", "/a~!$()*", "\n"],
);
const paths = fc.array(segments, { maxLength: 5 }).map((some) => some.join(""));
const absolute = fc.tuple(schemes, labels, zones, ports, paths).map((parts) => parts.join(""));
const references = fc.oneof(
  absolute,
  paths,
  fc.constantFrom("data:x", "blob:https://m.zone/x", "mailto:a@news.example", "https:"),
);

describe.each(STANDPOINTS)("on $name", ({ service, place }) => {
  const full = createAddressMap(service, place);
  const told = clientSettings(service, place);
  const hosts = createClientHosts(told.service);
  const small = createClientMap(hosts, place);

  it("a host lies where the relay has it", () => {
    fc.assert(
      fc.property(absolute, (text) => {
        const url = URL.parse(text);
        fc.pre(url !== null && !isDoorPath(url.pathname, place.door));
        const path = url && small.pathOf(url);
        const isSocket = url?.protocol.startsWith("ws");
        const written = isSocket && path !== undefined ? place.origin.replace("http", "ws") + path : path;
        const mapped = url && full.toMirror(url.href, service.primary);
        expect(written?.replace(/^(wss?:..[^/]+)\/\.(?=\/\/)/, "$1")).toBe(mapped);
      }),
      { numRuns: 2000 },
    );
  });

  it("an address reads back as the relay would have it", () => {
    fc.assert(
      fc.property(absolute, (text) => {
        expect(small.toService(text)).toBe(full.toService(text));
      }),
      { numRuns: 2000 },
    );
  });

  it("an alias means the same", () => {
    fc.assert(
      fc.property(paths, (text) => {
        const alias = text.slice(1);
        fc.pre(alias !== "");
        expect(originOf(hosts, alias)).toBe(readAlias(service, alias)?.origin);
      }),
    );
  });

  it("what a script names leads where the relay's own mapping would", () => {
    const bases = fc.constantFrom("/", "/a/b?q", `/${place.door}/fonts/a/b`, `/${place.door}/cdn~a/`);
    fc.assert(
      fc.property(references, bases, (text, path) => {
        const base = place.origin + path;
        const { own } = createAddresses({ ...told, ...place, jars: [], script: "" }, () => base);
        const from = full.toService(base) ?? "";
        // The relay has no place for it; the shim takes it for what a file under the door was written with.
        fc.pre(!isDoorPath(URL.parse(text, from)?.pathname ?? "", place.door));
        const wanted = full.toMirror(text, from) ?? text;
        expect(URL.parse(String(own(text)), base)?.href).toBe(URL.parse(wanted, base)?.href);
      }),
      { numRuns: 2000 },
    );
  });
});
