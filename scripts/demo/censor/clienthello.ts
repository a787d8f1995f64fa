// The server name in a TLS ClientHello (RFC 8446 §4.1.2, RFC 6066 §3): what a censor on the wire reads. A hello may come in
// several records and many pieces; until it is whole there is no answer.

/** `undefined` as a name: a whole hello without one (none was sent, or it is encrypted). */
export type Sniffed =
  | { readonly state: "more" }
  | { readonly state: "other" }
  | { readonly state: "hello"; readonly name: string | undefined };

const HANDSHAKE_RECORD = 0x16;
const CLIENT_HELLO = 1;
const SERVER_NAME = 0;
const HOST_NAME = 0;
const RECORD_HEAD = 5;
const HANDSHAKE_HEAD = 4;
const HELLO_BYTES_MOST = 64 * 1024;

export function sniffClientHello(bytes: Buffer): Sniffed {
  if (bytes.length > 0 && bytes[0] !== HANDSHAKE_RECORD) return { state: "other" };
  const handshake = joinRecords(bytes);
  if (handshake === undefined) return { state: "other" };
  if (handshake.length >= 1 && handshake[0] !== CLIENT_HELLO) return { state: "other" };
  if (handshake.length < HANDSHAKE_HEAD) return { state: "more" };
  const length = handshake.readUIntBE(1, 3);
  if (length > HELLO_BYTES_MOST) return { state: "other" };
  if (handshake.length < HANDSHAKE_HEAD + length) return { state: "more" };
  return { state: "hello", name: serverName(handshake.subarray(HANDSHAKE_HEAD, HANDSHAKE_HEAD + length)) };
}

/** The payloads of the handshake records so far, a last one cut short included; undefined for what is no TLS. */
function joinRecords(bytes: Buffer): Buffer | undefined {
  const parts: Buffer[] = [];
  for (let at = 0; at + RECORD_HEAD <= bytes.length; ) {
    if (bytes[at] !== HANDSHAKE_RECORD || bytes[at + 1] !== 3) return undefined;
    const length = bytes.readUInt16BE(at + 3);
    parts.push(bytes.subarray(at + RECORD_HEAD, at + RECORD_HEAD + length));
    at += RECORD_HEAD + length;
  }
  return Buffer.concat(parts);
}

function serverName(hello: Buffer): string | undefined {
  const reader = createReader(hello);
  reader.skip(2 + 32);
  reader.block(1);
  reader.block(2);
  reader.block(1);
  const extensions = createReader(reader.block(2));
  while (extensions.left() >= 4) {
    const kind = extensions.number(2);
    const body = extensions.block(2);
    if (kind === SERVER_NAME) return firstHostName(body);
  }
  return undefined;
}

function firstHostName(body: Buffer): string | undefined {
  const names = createReader(createReader(body).block(2));
  while (names.left() >= 3) {
    const kind = names.number(1);
    const name = names.block(2);
    if (kind === HOST_NAME) return name.toString("latin1").toLowerCase();
  }
  return undefined;
}

/** Reads past the end as nothing: a censor that fell over odd bytes would be a way around it. */
function createReader(bytes: Buffer) {
  let at = 0;
  const number = (size: number): number => {
    const value = at + size <= bytes.length ? bytes.readUIntBE(at, size) : 0;
    at += size;
    return value;
  };
  return {
    left: () => bytes.length - at,
    number,
    skip: (count: number) => {
      at += count;
    },
    block: (lengthSize: number): Buffer => {
      const length = number(lengthSize);
      const block = bytes.subarray(Math.min(at, bytes.length), Math.min(at + length, bytes.length));
      at += length;
      return block;
    },
  };
}
