// What a reader gets on the wire, byte for byte, through the real runtime: what nobody translates goes through still
// compressed, what is translated is decoded once, and header bytes above ASCII stay what they were.

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { brotliCompressSync, constants, deflateSync, gunzipSync, gzipSync, zstdCompressSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Mesh, startMesh } from "../support/mesh.ts";
import { answerTo, ask, openLink, type Pass } from "../support/reader.ts";

type Answer = (response: ServerResponse, request: IncomingMessage, body: Buffer) => void;
let answer: Answer = (response) => response.end();
let mesh: Mesh;
let pass: Pass;
const server = createServer(async (request, response) => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  answer(response, request, Buffer.concat(parts));
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  mesh = await startMesh("--service", `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  pass = await openLink(mesh);
});
afterAll(async () => {
  await mesh?.close();
  server.closeAllConnections();
  server.close();
});

async function get(path: string, headers: Record<string, string> = {}) {
  const got = await answerTo(ask(pass, path, { headers: { "accept-encoding": "gzip, br, zstd", ...headers } }).end());
  const parts: Buffer[] = [];
  for await (const part of got) parts.push(part as Buffer);
  return { headers: got.headers, raw: got.rawHeaders, status: got.statusCode, body: Buffer.concat(parts) };
}

const TEXT = "The river rises. ".repeat(400);
// As no runtime of ours would compress it, so that doing it again would show.
const squeezed: Record<string, Buffer> = {
  gzip: gzipSync(TEXT, { level: 1 }),
  br: brotliCompressSync(TEXT, { params: { [constants.BROTLI_PARAM_QUALITY]: 2 } }),
  zstd: zstdCompressSync(TEXT),
  deflate: deflateSync(TEXT, { level: 1 }),
};

describe("a body nobody reads", () => {
  it.each(Object.keys(squeezed))("goes through in %s, byte for byte", async (encoding) => {
    const body = squeezed[encoding] as Buffer;
    answer = (response) =>
      response
        .writeHead(200, { "content-type": "text/plain", "content-encoding": encoding, "content-length": body.length })
        .end(body);
    const got = await get("/plain");
    expect([got.status, got.headers["content-encoding"], got.headers["content-length"]]).toEqual([
      200,
      encoding,
      String(body.length),
    ]);
    expect(got.body.equals(body)).toBe(true);
  });

  it("goes through without an encoding, with its length", async () => {
    answer = (response) =>
      response.writeHead(200, { "content-type": "video/mp4", "content-length": 5 }).end("\x00\xff123", "latin1");
    const got = await get("/video.mp4");
    expect([got.headers["content-encoding"], got.headers["content-length"], got.body.toString("latin1")]).toEqual([
      undefined,
      "5",
      "\x00\xff123",
    ]);
  });
});

describe("a body that is translated", () => {
  it.each(["gzip", "br"])("is decoded once from %s", async (encoding) => {
    const page = `<p>${TEXT}</p>`;
    const body = encoding === "gzip" ? gzipSync(page) : brotliCompressSync(page);
    answer = (response) =>
      response.writeHead(200, { "content-type": "text/html", "content-encoding": encoding }).end(body);
    const got = await get("/page");
    const text = got.headers["content-encoding"] === "gzip" ? gunzipSync(got.body) : got.body;
    expect(text.toString()).toContain(page);
  });

  it("is asked for only in what can be undone", async () => {
    let asked: string | undefined;
    answer = (response, request) => {
      asked = request.headers["accept-encoding"];
      response.end();
    };
    await get("/page");
    expect(asked).toBe("gzip, br");
  });
});

describe("bytes above ASCII in headers", () => {
  const bytes = Buffer.from("é‌پ").toString("latin1");
  it("are the same in a cookie, both ways", async () => {
    let cookie = "";
    answer = (response, request) => {
      cookie = request.headers.cookie ?? "";
      response.setHeader("set-cookie", [`a=${bytes}; Path=/`, "b=2; Path=/"]).end();
    };
    const got = await get("/", { cookie: `${pass.cookie}; __Host-.a=${bytes}` });
    expect(cookie).toBe(`a=${bytes}`);
    expect(got.headers["set-cookie"]).toEqual([`__Host-.a=${bytes}; Path=/; Secure`, "__Host-.b=2; Path=/; Secure"]);
  });

  it("are the same in a file's name", async () => {
    answer = (response) => response.setHeader("content-disposition", `attachment; filename="${bytes}"`).end();
    expect((await get("/file")).headers["content-disposition"]).toBe(`attachment; filename="${bytes}"`);
  });
});

describe("our own names in what is sent", () => {
  const BOUNDARY = "----edge";
  let seen = { url: "", type: "", length: "", body: "" };
  const post = async (path: string, type: string, body: string | Buffer, more: Record<string, string> = {}) => {
    answer = (response, request, sent) => {
      const { "content-type": was = "", "content-length": length = "" } = request.headers;
      seen = { url: request.url ?? "", type: was, length, body: sent.toString("latin1") };
      response.end();
    };
    const headers = { "content-type": type, "content-length": String(Buffer.byteLength(body)), ...more };
    await answerTo(ask(pass, path, { method: "POST", headers }).end(body));
    return seen;
  };
  const mirror = () => new URL(pass.url);
  const upstream = () => `127.0.0.1:${(server.address() as AddressInfo).port}`;

  it("are the service's in a query, a form, JSON and text", async () => {
    const { origin, host } = mirror();
    const theirs = `http://${upstream()}`;
    const encoded = encodeURIComponent;
    const form = "application/x-www-form-urlencoded";
    const got = await post(`/a?u=${encoded(origin)}`, form, `u=${encoded(`${origin}/x`)}&h=${host}`);
    expect(got.url).toBe(`/a?u=${encoded(theirs)}`);
    expect(got.body).toBe(`u=${encoded(`${theirs}/x`)}&h=${upstream()}`);
    expect(got.length).toBe(String(got.body.length));
    const json = `{"u":"${origin.replaceAll("/", "\\/")}\\/x"}`;
    expect((await post("/a", "application/json", json)).body).toBe(`{"u":"${theirs.replaceAll("/", "\\/")}\\/x"}`);
    expect((await post("/a", "text/plain;charset=UTF-8", origin)).body).toBe(theirs);
  });

  it("stay in a file, and go from the text beside it", async () => {
    const { origin } = mirror();
    const field = (head: string, content: string) =>
      `--${BOUNDARY}\r\nContent-Disposition: form-data; name="x"${head}\r\n\r\n${content}\r\n`;
    const body = (text: string) =>
      Buffer.from(
        `${field("", text)}${field('; filename="a.txt"\r\nContent-Type: text/plain', `${origin}\x00\xff`)}--${BOUNDARY}--\r\n`,
        "latin1",
      );
    const got = await post("/a", `multipart/form-data; boundary=${BOUNDARY}`, body(origin));
    expect(got.body).toBe(body(`http://${upstream()}`).toString("latin1"));
    expect(got.length).toBe(String(got.body.length));
  });

  it("stay in what is large, encoded, of another type or of unknown length", async () => {
    const { origin } = mirror();
    const large = `${"x".repeat(65_536)}${origin}`;
    expect((await post("/a", "text/plain", large)).body).toBe(large);
    expect((await post("/a", "application/octet-stream", origin)).body).toBe(origin);
    expect((await post("/a", "text/plain", origin, { "content-encoding": "x" })).body).toBe(origin);
    const unknown = ask(pass, "/a", { method: "POST", headers: { "content-type": "text/plain" } });
    unknown.write(origin);
    await answerTo(unknown.end());
    expect(seen.body).toBe(origin);
  });
});

it("early hints and trailers end at the mirror", async () => {
  answer = (response) => {
    response.writeEarlyHints({ link: "<https://evil.example/a.css>; rel=preload; as=style" });
    response.writeHead(200, { trailer: "x-sum", "content-type": "text/plain" });
    response.write("body");
    response.addTrailers({ "x-sum": "1" });
    response.end();
  };
  const got = await get("/hints");
  expect([got.status, got.body.toString(), got.headers.trailer]).toEqual([200, "body", undefined]);
});
