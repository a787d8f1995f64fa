// The censor on the wire: a SOCKS5 proxy that stands where a country's border would. It judges a name when it is looked up,
// what the connection's first bytes say (SNI, Host), and what stands already. It leads to this machine only.

import { connect, createServer, type Server, type Socket } from "node:net";
import type { Clock } from "../../clock.ts";
import { carry } from "./flow.ts";
import { isAtLookup, type Rule } from "./rule.ts";
import type { RuleBook } from "./rulebook.ts";
import { type Subject, sniff } from "./sniff.ts";
import {
  COMMAND_NOT_SUPPORTED,
  CONNECT,
  HOST_UNREACHABLE,
  readWish,
  reply,
  type SocksWish,
  SUCCEEDED,
} from "./socks.ts";

/** One connection as seen from the wire. */
export interface Seen {
  /** Milliseconds. */
  readonly at: number;
  readonly client: string;
  readonly name: string;
  /** What was done to it at its beginning; undefined: nothing. */
  readonly how?: Rule["how"];
}

export interface MiddleboxOptions {
  readonly book: RuleBook;
  readonly clock: Clock;
  /** Loopback address that a name leads to; undefined: it does not exist. */
  readonly resolve: (name: string) => string | undefined;
  /** The loopback address a client's connections leave from, which tells an edge the country and network they come from. */
  readonly from: (client: string) => string;
  readonly note: (seen: Seen) => void;
}

const LOOPBACK = /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/;
const BLOCK_PAGE = "<!doctype html><title>403</title><p>دسترسی به این تارنما امکان‌پذیر نیست.</p>";

export function createMiddlebox(options: MiddleboxOptions): { readonly server: Server; closeAll(): void } {
  const open = new Set<Socket>();
  const server = createServer((client) => {
    open.add(client);
    client.on("close", () => open.delete(client)).on("error", () => client.destroy());
    serve(client, options).catch(() => client.destroy());
  });
  return {
    server,
    closeAll: () => {
      for (const client of open) client.destroy();
    },
  };
}

async function serve(client: Socket, options: MiddleboxOptions): Promise<void> {
  const wish = await readWish(client);
  if (wish.command !== CONNECT) return void client.end(reply(COMMAND_NOT_SUPPORTED));
  const from = client.remoteAddress ?? "";
  const name = wish.isName ? wish.host.toLowerCase().replace(/\.$/, "") : undefined;
  const atLookup = name === undefined ? undefined : options.book.hit(from, name);
  if (name !== undefined && atLookup !== undefined && isAtLookup(atLookup)) {
    options.note({ at: options.clock.now(), client: from, name, how: atLookup.how });
    return atLookup.how === "nxdomain" ? void client.end(reply(HOST_UNREACHABLE)) : forge(client);
  }
  const address = addressOf(wish, options);
  if (address === undefined) return void client.end(reply(HOST_UNREACHABLE));
  client.write(reply(SUCCEEDED));
  const { subject, first } = await readFirst(client);
  const seenName = subject.name ?? name ?? wish.host;
  const rule = options.book.hit(from, seenName);
  options.note({ at: options.clock.now(), client: from, name: seenName, ...(rule && { how: rule.how }) });
  if (rule !== undefined && (await isEnded(client, { rule, subject }))) return;
  const rest = { first, address, port: wish.port, localAddress: options.from(from) };
  await lead(client, { ...options, ...rest, rule: () => options.book.hit(from, seenName) });
}

/** The name leads to the censor's own machine, which answers in plain HTTP and cannot in TLS. */
async function forge(client: Socket): Promise<void> {
  client.write(reply(SUCCEEDED));
  const { subject } = await readFirst(client);
  if (subject.kind === "http") sendBlockPage(client);
  else client.resetAndDestroy();
}

/** What a rule does to a connection that has just said whom it is for. */
async function isEnded(client: Socket, { rule, subject }: { rule: Rule; subject: Subject }): Promise<boolean> {
  switch (rule.how) {
    case "reset":
      client.resetAndDestroy();
      return true;
    case "tls-cut":
      if (subject.kind !== "tls") return false;
      client.end();
      return true;
    case "blockpage":
      if (subject.kind === "http") sendBlockPage(client);
      else client.resetAndDestroy();
      return true;
    default:
      return false;
  }
}

function sendBlockPage(client: Socket): void {
  const body = Buffer.from(BLOCK_PAGE);
  const head = `HTTP/1.1 403 Forbidden\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n`;
  client.end(Buffer.concat([Buffer.from(head, "latin1"), body]));
}

async function readFirst(client: Socket): Promise<{ readonly subject: Subject; readonly first: Buffer }> {
  let first = Buffer.alloc(0);
  for (;;) {
    const subject = sniff(first);
    if (subject !== undefined) return { subject, first };
    const more = await nextChunk(client);
    if (more === undefined) return { subject: { kind: "other", name: undefined }, first };
    first = Buffer.concat([first, more]);
  }
}

async function nextChunk(client: Socket): Promise<Buffer | undefined> {
  for (;;) {
    const chunk = client.read() as Buffer | null;
    if (chunk !== null) return chunk;
    if (client.readableEnded || client.destroyed) return undefined;
    await new Promise<void>((resolve) => {
      const go = () => {
        for (const event of ["readable", "end", "close"]) client.off(event, go);
        resolve();
      };
      for (const event of ["readable", "end", "close"]) client.on(event, go);
    });
  }
}

interface Leading extends MiddleboxOptions {
  readonly address: string;
  readonly port: number;
  readonly localAddress: string;
  readonly first: Buffer;
  readonly rule: () => Rule | undefined;
}

function lead(client: Socket, { address, port, localAddress, first, rule, book, clock }: Leading): Promise<void> {
  const server = connect({ host: address, port, localAddress });
  client.unshift(first);
  return carry({ client, server, rule, watch: book.watch, clock });
}

function addressOf({ isName, host }: SocksWish, { resolve }: MiddleboxOptions): string | undefined {
  const address = isName ? resolve(host.toLowerCase()) : host;
  return address !== undefined && LOOPBACK.test(address) ? address : undefined;
}
