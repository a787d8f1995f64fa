// Where visitors of a mesh on one machine come from. Loopback addresses stand for countries and networks: whoever comes
// through the demo's censor comes from its readers' country, everybody else from nowhere in particular.

/** 127.98.N.x is network N of the country behind the censor. */
const COUNTRY = "IR";
const CENSORED = /^127\.98\.(\d{1,3})\.\d{1,3}$/;
const ORDINARY_ADDRESS = "127.98.1.1";
/** AS numbers for private use begin here (RFC 6996). */
const FIRST_NETWORK = 64_512;
/** XX: Cloudflare's own word for a country it cannot tell; the number is for documentation (RFC 5398). */
const UNKNOWN = { country: "XX", asn: 64_496 };

/** Where a censored client's connections leave from: its own address, where that names a network. */
export function addressBehindCensor(client: string): string {
  return CENSORED.test(client) ? client : ORDINARY_ADDRESS;
}

export function describeVisitor(address: string): Readonly<Record<string, unknown>> {
  const network = CENSORED.exec(address)?.[1];
  const place = network === undefined ? UNKNOWN : { country: COUNTRY, asn: FIRST_NETWORK + Number(network) };
  return { ...place, colo: "LOC" };
}
