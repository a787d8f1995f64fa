// What went wrong on the wire, in OONI's words (ooni/spec df-007-errors), so that our probes and theirs read alike.

const BY_CODE: Readonly<Record<string, string>> = {
  ENOTFOUND: "dns_nxdomain_error",
  ENODATA: "dns_no_answer",
  ESERVFAIL: "dns_server_misbehaving",
  EREFUSED: "dns_refused_error",
  ETIMEOUT: "generic_timeout_error",
  ETIMEDOUT: "generic_timeout_error",
  ECONNREFUSED: "connection_refused",
  ECONNRESET: "connection_reset",
  EPIPE: "connection_reset",
  EHOSTUNREACH: "host_unreachable",
  ENETUNREACH: "network_unreachable",
  ERR_TLS_CERT_ALTNAME_INVALID: "ssl_invalid_hostname",
  DEPTH_ZERO_SELF_SIGNED_CERT: "ssl_unknown_authority",
  SELF_SIGNED_CERT_IN_CHAIN: "ssl_unknown_authority",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "ssl_unknown_authority",
  CERT_HAS_EXPIRED: "ssl_invalid_certificate",
};

/** A failure that has its name already, as where a proxy tells it. */
export class ProbeFailure extends Error {}

export function failureOf(error: unknown): string {
  if (error instanceof ProbeFailure) return error.message;
  const { code = "", message = "" } = error as { readonly code?: string; readonly message?: string };
  return (
    BY_CODE[code] ?? (/hang up|disconnected|ended/i.test(message) ? "eof_error" : `unknown_failure: ${code || message}`)
  );
}
