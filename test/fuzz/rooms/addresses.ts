// The address map: what is mapped leads back to where it pointed, means the same when it is mapped again, and names a
// listed host; what is left alone names none, or stays where it is.
import { MIRROR, map, PAGE } from "../../differential/service.ts";
import { type Random, soup } from "../random.ts";
import type { Room } from "../room.ts";
import { LISTED, UNLISTED } from "./words.ts";

const PIECES = [
  ..."http: https: ws: HTTPS: ftp: // / \\ \\\\ @ : :443 :80 :8443 ? # . .. %2e %2F %00 [ ] ; , & = ~ ' * u:p@".split(
    " ",
  ),
  ..."news.example cdn.example a.wide.example wide.example elsewhere.example dr cdn wide dr/cdn/ dr/wide~a/ x 1 xn--nxasmq6b".split(
    " ",
  ),
  ...["\t", "\n", " ", "\0", "\x01", "\x7f", "\xe9", "é", "ν", "。", "%"],
];
const BASES = [PAGE, "https://cdn.example/css/a.css", "https://a.wide.example/", "http://news.example:80/x?y#z"];
const LISTED_HOST = /^(?:news\.example|cdn\.example|(?:[^.]+\.)+wide\.example)\.?$/;

export const addresses: Room = {
  name: "addresses",
  share: 16,
  make: (random) => (random.once(3) ? random.pick([...LISTED, ...UNLISTED]) : "") + soup(random, PIECES).slice(0, 200),
  check(input, random) {
    const base = pickBase(random);
    const mapped = map.toMirror(input, base);
    const target = URL.parse(input, base);
    if (mapped === undefined) return undefined;
    if (!target || !isListed(target)) return `${JSON.stringify(input)} is no listed host's, yet became ${mapped}`;
    const onMirror = new URL(mapped, `${MIRROR}/`);
    if (onMirror.hostname !== "m.zone") return `${mapped} leaves the mirror`;
    const back = map.toUpstream(onMirror);
    if (back === undefined) return `${mapped} leads nowhere`;
    return isSamePlace(new URL(back.url), target) ? undefined : `${mapped} leads to ${back.url}, not ${target.href}`;
  },
};

function pickBase(random: Random): string {
  return random.pick(BASES);
}

function isListed({ hostname, port, protocol }: URL): boolean {
  return /^(?:https?|wss?):$/.test(protocol) && port === "" && LISTED_HOST.test(hostname);
}

function isSamePlace(one: URL, other: URL): boolean {
  const tell = (url: URL) => url.hostname.replace(/\.$/, "") + url.pathname + url.search + url.hash;
  return tell(one) === tell(other);
}
