// A Chromium for which every host but the mirrors is refused and every attempt counted: by a SOCKS proxy that also does its
// look-ups, and by its own network log. What an idle Chromium asks for by itself is recorded first and not counted.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BrowserContext } from "playwright-core";
import { launchProfile, type ProfileOptions } from "./browser.ts";
import type { Mesh } from "./mesh.ts";
import { type NetLog, readNetLog } from "./netlog.ts";
import { type Allows, type Attempt, startSocks } from "./socks.ts";

export interface LeakBrowser {
  readonly context: BrowserContext;
  /** Attempts so far, without those that Chromium makes by itself. */
  attempts(): readonly Attempt[];
  /** Ends the browser, once; says what its own log saw apart from mirrors, the proxy and what it does by itself. */
  close(): Promise<NetLog>;
}

/** The mirrors of a mesh, the sibling labels beside them, and where sealed lists lie: on a machine that is too slow no mirror seems to answer. */
export function mirrorsOf({ ready, port }: Mesh): Allows {
  const zones = ready.links.map(({ hostname }) => hostname.slice(hostname.indexOf(".")));
  return (host, asked) => host === "lists.localhost" || (asked === port && zones.some((zone) => host.endsWith(zone)));
}

/** Chromium learns by a UDP socket, without sending a byte, whether there is a way to IPv6. */
const IPV6_PROBE = "[2001:4860:4860::8888]:443";
/** The npm package's Chromium opens another, as silent. No page of a test names that port. */
const LOOPBACK_PROBE = "127.0.0.1:443";

const IDLE_MILLISECONDS = 1500;

/** Seen at about:blank in Chromium 150 and its Debian build, not all of them in the first seconds. No page of a test names one. */
const CHROMIUMS_OWN = /(?:^|\.)(?:google\.com|googleapis\.com|gvt1\.com|duckduckgo\.com)$/;

export async function launchLeakBrowser(
  allows: Allows,
  { serviceWorkers = "allow", flags: more = [] }: Pick<ProfileOptions, "serviceWorkers" | "flags"> = {},
): Promise<LeakBrowser> {
  const folder = await mkdtemp(join(tmpdir(), "hezar-leaks-"));
  const socks = await startSocks(allows);
  const log = join(folder, "net-log.json");
  const flags = [
    `--proxy-server=socks5://127.0.0.1:${socks.port}`,
    // Loopback is asked through the proxy as well.
    "--proxy-bypass-list=<-loopback>",
    // Else STUN to a server on loopback is never sent, and its absence would prove nothing.
    "--allow-loopback-in-peer-connection",
    `--log-net-log=${log}`,
    ...more,
  ];
  // An ordinary profile: in private windows Chromium preconnects nowhere.
  const { context, close } = await launchProfile({ flags, serviceWorkers });
  await context.pages()[0]?.waitForTimeout(IDLE_MILLISECONDS);
  const idle = new Set(socks.attempts.map(({ host }) => host));
  const isOwn = (host: string) => idle.has(host) || CHROMIUMS_OWN.test(host);
  const end = async () => {
    await close();
    await socks.close();
    const { lookedUp, connected } = await readNetLog(log);
    await rm(folder, { recursive: true, force: true });
    const isKnown = (host: string, port: string) => isOwn(host) || allows(host, Number(port));
    return {
      lookedUp: lookedUp.filter((place) => !isKnown(...split(place))),
      connected: connected.filter((place) => ![`127.0.0.1:${socks.port}`, IPV6_PROBE, LOOPBACK_PROBE].includes(place)),
    };
  };
  let ended: Promise<NetLog> | undefined;
  return {
    context,
    attempts: () => socks.attempts.filter(({ host }) => !isOwn(host)),
    close: () => {
      ended ??= end();
      return ended;
    },
  };
}

function split(place: string): [host: string, port: string] {
  const at = place.lastIndexOf(":");
  return [place.slice(0, at), place.slice(at + 1)];
}
