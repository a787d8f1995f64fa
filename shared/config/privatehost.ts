// Hosts that only mean something on one machine or one network. A mirror that fetched them for strangers would be a door
// into the operator's home (SSRF), so they are refused unless the edge is the operator's own and says so.

const NAMES = /(?:^|\.)(?:localhost|local|internal|lan|home\.arpa|intranet)$/;

/** Where readers' browsers are sent for lists: anywhere public, or on this machine, as a demo's; nothing of a network of somebody's own. */
export function isReachedByReaders(url: string): boolean {
  const hostname = URL.parse(url)?.hostname ?? "";
  return /^127\.0\.0\.1$|(?:^|\.)localhost$/.test(hostname) || !isPrivateHost(hostname);
}

/** `hostname` as a parsed URL spells it: IPv4 in dotted decimals whatever was typed, IPv6 in brackets. */
export function isPrivateHost(hostname: string): boolean {
  const host = hostname.toLowerCase().replace(/\.$/, "");
  if (host.startsWith("[")) return isPrivateV6(host.slice(1, -1));
  return isPrivateV4(host) || NAMES.test(host) || !host.includes(".");
}

// RFC 6890 and its registry: "this" network, private, shared, loopback, link-local, test nets, benchmarks, multicast up.
function isPrivateV4(host: string): boolean {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.\d{1,3}$/.exec(host);
  if (match === null) return false;
  const [a = 0, b = 0, c = 0] = match.slice(1).map(Number);
  if (a === 0 || a === 10 || a === 127 || a >= 224) return true;
  if (a === 100) return b >= 64 && b < 128;
  if (a === 169) return b === 254;
  if (a === 172) return b >= 16 && b < 32;
  if (a === 192) return b === 168 || (b === 0 && (c === 0 || c === 2));
  if (a === 198) return b === 18 || b === 19 || (b === 51 && c === 100);
  return a === 203 && b === 0 && c === 113;
}

// Only 2000::/3 is the public internet, without documentation (2001:db8::/32) and 6to4 (2002::/16, which can carry a private
// IPv4). An IPv4 address in IPv6 clothes (::ffff:a.b.c.d) lies outside it and is refused whatever it is.
function isPrivateV6(address: string): boolean {
  const [first = "", second = ""] = address.split(":");
  const group = Number.parseInt(first || "0", 16);
  if (group < 0x2000 || group > 0x3fff || group === 0x2002) return true;
  return group === 0x2001 && Number.parseInt(second || "0", 16) === 0xdb8;
}
