// Which escapes work in Firefox: the rows of ../escapes, first where nothing guards them, then through a
// mirror. Prints a table. `node test/conformance/firefox/escapes.ts`; not part of npm test, for Firefox cannot be had from npm.

import { existsSync } from "node:fs";
import { startMesh } from "../../support/mesh.ts";
import { startSocks } from "../../support/socks.ts";
import { startUdpSinks } from "../../support/udpsinks.ts";
import { escapes } from "../escapes/all.ts";
import { type Escape, slugOf, type Target } from "../escapes/escape.ts";
import { ELSEWHERE, pathOf, sharedPath, startEscapeSite } from "../escapes/site.ts";
import { type Firefox, launchFirefox } from "./bidi.ts";

const PROGRAM = ["/usr/bin/firefox-esr", "/usr/bin/firefox"].find((path) => existsSync(path));
const CONTROL_HOST = "unguarded.localhost";
const LINGER_MILLISECONDS = 700;
const TARGETS: readonly Target[] = ["elsewhere", "primary"];

const sinks = await startUdpSinks(escapes.map(slugOf));
const site = await startEscapeSite(escapes, sinks.portOf);
const mesh = await startMesh("--service", `${site.primary},second=${site.secondary}`);
const mirrors = new Set(mesh.ready.links.map(({ hostname }) => hostname));
const socks = await startSocks((host) => host === CONTROL_HOST || mirrors.has(host));
if (PROGRAM === undefined) throw new Error("no Firefox here: Debian's package is firefox-esr");
const firefox = await launchFirefox(PROGRAM, {
  "network.proxy.type": 1,
  "network.proxy.socks": "127.0.0.1",
  "network.proxy.socks_port": socks.port,
  "network.proxy.socks_version": 5,
  "network.proxy.socks_remote_dns": true,
  "network.proxy.no_proxies_on": "",
  "network.proxy.allow_hijacking_localhost": true,
  "media.peerconnection.ice.loopback": true,
  "dom.disable_open_during_load": false,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "datareporting.policy.dataSubmissionEnabled": false,
  "app.normandy.enabled": false,
  "browser.safebrowsing.update.enabled": false,
  "extensions.update.enabled": false,
});

try {
  const control = await run(firefox, site.primary.replace("127.0.0.1", CONTROL_HOST), ["elsewhere"]);
  const home = await firefox.openTab();
  await firefox.go(home, mesh.ready.links[0]?.url ?? "");
  await wait(4000);
  const origin = String(await firefox.evaluate(home, "location.pathname === '/' ? location.origin : ''"));
  if (origin === "") throw new Error(`the link does not open: ${await firefox.evaluate(home, "location.href")}`);
  const mirrored = await run(firefox, origin, TARGETS);
  const escaped = escapes.filter((row) => mirrored.has(slugOf(row)));
  console.log(
    `Firefox ${firefox.version}: of ${escapes.length} escapes ${control.size} are attempted without a mirror, ${escaped.length} through one.\n`,
  );
  console.log("| escape | without a mirror | through a mirror |\n|---|---|---|");
  for (const row of escaped) {
    const [direct, through] = [control, mirrored].map((seen) => [...(seen.get(slugOf(row)) ?? [])].join(", "));
    console.log(`| ${row.name} | ${direct || "-"} | ${through} |`);
  }
} finally {
  await firefox.close();
  await socks.close();
  await mesh.close();
  site.close();
  sinks.close();
}

async function run(
  browser: Firefox,
  origin: string,
  targets: readonly Target[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const before = socks.attempts.length;
  const counts = new Map(escapes.map((row) => [slugOf(row), sinks.countOf(slugOf(row))]));
  const pages: readonly { readonly path: string; readonly row?: Escape }[] = [
    ...targets.map((target) => ({ path: sharedPath(target) })),
    ...escapes
      .filter(({ alone }) => alone)
      .flatMap((row) => targets.map((target) => ({ path: pathOf(row, target), row }))),
  ];
  for (const [at, { path, row }] of pages.entries()) {
    if (at % 20 === 0) console.error(`${origin}: page ${at} of ${pages.length}`);
    const tab = await browser.openTab();
    await browser.go(tab, origin + path);
    if (row?.click !== undefined) await browser.click(tab, row.click).catch(() => undefined);
    await wait(row === undefined ? 5 * LINGER_MILLISECONDS : LINGER_MILLISECONDS);
    await browser.closeOthers(await browser.openTab());
  }
  const seen = new Map<string, Set<string>>();
  const add = (slug: string, what: string) => seen.set(slug, (seen.get(slug) ?? new Set()).add(what));
  for (const { host, line } of socks.attempts.slice(before)) {
    const slug = host.endsWith(`.${ELSEWHERE}`)
      ? host.slice(0, -ELSEWHERE.length - 1)
      : /\/(?:leak|e)\/([a-z0-9-]+)/.exec(line)?.[1];
    if (slug !== undefined) add(slug, line === "" ? "a connection" : "a request");
  }
  for (const [slug, count] of counts) if (sinks.countOf(slug) > count) add(slug, "datagrams");
  return seen;
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
