// The key and certificate that a local edge speaks TLS with. They are a tester's own: our tools trust the certificate because
// the state directory names it, browsers because they are told its key's fingerprint; nobody else does.

import { readFile } from "node:fs/promises";
import { createSecureContext, getCACertificates, setDefaultCACertificates } from "node:tls";
import { Mistake } from "../terminal/mistake.ts";

export interface KeyAndCertificate {
  readonly cert: string;
  readonly key: string;
}

/** Both from one PEM file, the certificate trusted by this process from now on. */
export async function readTlsPair(path: string): Promise<KeyAndCertificate> {
  const text = await readFile(path, "utf8").catch(() => "");
  const pair = { cert: certificatesIn(text), key: text };
  try {
    if (pair.cert === "") throw new Error("no certificate");
    createSecureContext(pair);
    trust(pair.cert);
  } catch {
    throw new Mistake(`${path} holds no key with its certificate`, {
      next: "Name a PEM file with both: --tls FILE. docs/operating.md says how to make one.",
    });
  }
  return pair;
}

/** What `hezar start --tls` was given, trusted by a command that speaks to that mesh. */
export async function trustLocalTls(path: string | undefined): Promise<void> {
  const text = path === undefined ? "" : await readFile(path, "utf8").catch(() => "");
  const certificates = certificatesIn(text);
  if (certificates !== "") trust(certificates);
}

function trust(certificates: string): void {
  setDefaultCACertificates([...getCACertificates("default"), certificates]);
}

function certificatesIn(text: string): string {
  return (text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []).join("\n");
}
