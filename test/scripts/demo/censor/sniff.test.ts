import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { connect as connectTls } from "node:tls";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { sniffClientHello } from "../../../../scripts/demo/censor/clienthello.ts";
import { sniff } from "../../../../scripts/demo/censor/sniff.ts";

/** What a TLS client of this runtime really sends first. */
async function realHello(servername: string): Promise<Buffer> {
  const server = createServer();
  await once(server.listen(0, "127.0.0.1"), "listening");
  const client = connectTls({ host: "127.0.0.1", port: (server.address() as AddressInfo).port, servername });
  client.on("error", () => undefined);
  const [socket] = await once(server, "connection");
  const [hello] = await once(socket, "data");
  client.destroy();
  socket.destroy();
  server.close();
  return hello as Buffer;
}

describe("a ClientHello", () => {
  let hello: Buffer;
  beforeAll(async () => {
    hello = await realHello("Quiet-Harbor.garden-letters.example");
  });

  it("tells its server name", () => {
    expect(sniffClientHello(hello)).toEqual({ state: "hello", name: "quiet-harbor.garden-letters.example" });
    expect(sniff(hello)).toEqual({ kind: "tls", name: "quiet-harbor.garden-letters.example" });
  });

  it("is waited for to its last byte", () => {
    for (let cut = 1; cut < hello.length; cut++) expect(sniff(hello.subarray(0, cut))).toBeUndefined();
  });

  it("is read across records", () => {
    const body = hello.subarray(5);
    const record = (part: Buffer) =>
      Buffer.concat([Buffer.from([0x16, 3, 1, part.length >> 8, part.length & 0xff]), part]);
    const split = Buffer.concat([record(body.subarray(0, 60)), record(body.subarray(60))]);
    expect(sniff(split)).toEqual({ kind: "tls", name: "quiet-harbor.garden-letters.example" });
  });

  it("without a name is a hello without a name", async () => {
    expect(sniff(await realHello(""))).toEqual({ kind: "tls", name: undefined });
  });

  it("broken anywhere never throws", () => {
    fc.assert(
      fc.property(fc.nat(hello.length - 1), fc.nat(255), (at, byte) => {
        const broken = Buffer.from(hello);
        broken[at] = byte;
        sniff(broken);
      }),
    );
  });
});

describe("the host of a plain connection", () => {
  it.each([
    ["GET / HTTP/1.1\r\nHost: a.example\r\n\r\n", { kind: "http", name: "a.example" }],
    ["POST /x HTTP/1.1\r\nA: b\r\nhost:\tA.Example:8080 \r\n", { kind: "http", name: "a.example" }],
    ["GET / HTTP/1.0\r\n\r\n", { kind: "http", name: undefined }],
    ["GET / HTTP/1.1\r\nX: y\r\n\r\nhost: b.example\r\n", { kind: "http", name: undefined }],
    ["\x00\x01\x02", { kind: "other", name: undefined }],
    ["hello there", { kind: "other", name: undefined }],
    ["A".repeat(40), { kind: "other", name: undefined }],
    [`GET / HTTP/1.1\r\nX: ${"y".repeat(20_000)}`, { kind: "other", name: undefined }],
  ])("%j", (text, subject) => expect(sniff(Buffer.from(text, "latin1"))).toEqual(subject));

  it.each(["", "GE", "GET / HTTP/1.1\r\nHos", "GET / HTTP/1.1\r\nHost: a.exa"])("is not yet told by %j", (text) =>
    expect(sniff(Buffer.from(text))).toBeUndefined(),
  );
});
