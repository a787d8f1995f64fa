// What a reader in Firefox notices of a block: the newsroom's front page behind the demo's censor, as failover.test.ts has it in
// Chromium. Prints a table. `node test/conformance/firefox/failover.ts`; not part of npm test, for Firefox cannot be had from npm.

import { existsSync } from "node:fs";
import type { Seen } from "../../../scripts/demo/censor/middlebox.ts";
import type { Rule } from "../../../scripts/demo/censor/rule.ts";
import { startMeshWith } from "../../support/mesh.ts";
import { launchFirefox } from "./bidi.ts";

const PROGRAM = ["/usr/bin/firefox-esr", "/usr/bin/firefox"].find((path) => existsSync(path));
if (PROGRAM === undefined) throw new Error("no Firefox here: Debian's package is firefox-esr");
/** Those that meet connections only where they begin come after one that ends what stands. */
const HOWS: readonly (readonly Rule["how"][])[] = [["reset", "nxdomain"], ["reset"], ["drop"], ["reset", "blockpage"]];
const SETTLE_MILLISECONDS = 4000;
const ROSTER_MILLISECONDS = 60_000;

const mesh = await startMeshWith({ HEZAR_WINDOWS: "0.005" });
const socks = new URL(mesh.ready.censor.socks);
const firefox = await launchFirefox(PROGRAM, {
  "network.proxy.type": 1,
  "network.proxy.socks": "127.0.0.1",
  "network.proxy.socks_port": Number(socks.port),
  "network.proxy.socks_version": 5,
  "network.proxy.socks_remote_dns": true,
  "network.proxy.no_proxies_on": "",
  "network.proxy.allow_hijacking_localhost": true,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "datareporting.policy.dataSubmissionEnabled": false,
  "app.normandy.enabled": false,
});

const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const censor = async (method: string, path: string, body?: object) => {
  const answer = await fetch(`${mesh.ready.censor.api}${path}`, {
    method,
    ...(body && { body: JSON.stringify(body) }),
  });
  return (await answer.json()) as { readonly seen?: readonly Seen[] };
};

try {
  const tab = await firefox.openTab();
  await firefox.go(tab, mesh.ready.links[0]?.url ?? "");
  await wait(SETTLE_MILLISECONDS);
  const origin = String(await firefox.evaluate(tab, "location.pathname === '/' ? location.origin : ''"));
  if (origin === "") throw new Error(`the link does not open: ${await firefox.evaluate(tab, "location.href")}`);
  const { hostname } = new URL(origin);
  const load = async (mark: string) => {
    const began = performance.now();
    await firefox.go(tab, `${origin}/?${mark}`);
    const isThere = await firefox.evaluate(tab, "document.querySelector('main') !== null");
    return `${Math.round(performance.now() - began)}${isThere === true ? "" : " (not the page)"}`;
  };
  // A second mirror's name on the wire: the lifeboat has its roster.
  const until = performance.now() + ROSTER_MILLISECONDS;
  const names = async () => new Set((await censor("GET", "/wire")).seen?.map(({ name }) => name)).size;
  while ((await names()) < 2 && performance.now() < until) {
    await load("roster");
    await wait(500);
  }
  console.log(
    `Firefox ${firefox.version}: names on the wire before any block ${await names()}; ms until the page is interactive\n`,
  );
  console.log("| block | unblocked | first page after | next page |\n|---|---|---|---|");
  for (const steps of HOWS) {
    const how = steps.at(-1);
    const normal = await load(`${how}-before`);
    for (const one of steps) await censor("PUT", "/rules", { pattern: hostname, how: one, residualSeconds: 0 });
    const [first, next] = [await load(`${how}-first`), await load(`${how}-next`)];
    console.log(`| ${how} | ${normal} | ${first} | ${next} |`);
    await censor("DELETE", `/rules?pattern=${hostname}`);
    for (let time = 0; time < 5; time++) {
      await wait(1000);
      await load(`${how}-home`);
    }
  }
} finally {
  await firefox.close();
  await mesh.close();
}
