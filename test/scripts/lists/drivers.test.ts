// Every driver does the same: a file is there for any page, whole, is written over, and goes; what a place lacks is told. Real
// servers: a folder behind the demo's list server, WebDAV's two verbs, an S3 server, a git host's contents API.

import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import S3rver from "s3rver";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemClock } from "../../../scripts/clock.ts";
import { createDirectory } from "../../../scripts/lists/drivers/directory.ts";
import type { ListDriver, PlaceError } from "../../../scripts/lists/drivers/driver.ts";
import { createGit } from "../../../scripts/lists/drivers/git.ts";
import { createPut } from "../../../scripts/lists/drivers/put.ts";
import { createS3 } from "../../../scripts/lists/drivers/s3.ts";
import { lookAtPlace } from "../../../scripts/lists/place.ts";
import { createReach } from "../../../scripts/reach.ts";
import { startListServer } from "../../../scripts/start/listserver.ts";
import { isSigned, type SignedRequest } from "../../support/sigv4.ts";

const reach = createReach();
const closing: (() => Promise<unknown>)[] = [];
const places: Record<string, ListDriver> = {};
let dir: string;

const listen = async (server: Server): Promise<string> => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => new Promise((resolve) => server.close(resolve)));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};
const bodyOf = async (request: IncomingMessage) => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
};

/** PUT and DELETE behind a header, GET for everybody; `cors` and `index` are what an operator may have forgotten. */
function fileServer({ cors = true, index = false } = {}): Server {
  const files = new Map<string, Buffer>();
  return createServer(async (request, response) => {
    const body = await bodyOf(request);
    const name = (request.url ?? "").slice(1);
    const isOurs = request.headers.authorization === "Basic b3Vycw==";
    if (cors) response.setHeader("access-control-allow-origin", "*");
    if (request.method === "GET") {
      const file = name === "" && index ? Buffer.from([...files.keys()].join("\n")) : files.get(name);
      return void response.writeHead(file ? 200 : 404).end(file);
    }
    if (!isOurs) return void response.writeHead(401).end();
    const isKnown = files.has(name);
    if (request.method === "PUT") files.set(name, body);
    else files.delete(name);
    response.writeHead(request.method === "PUT" ? 201 : isKnown ? 204 : 404).end();
  });
}

/** A git host: blobs by their hash, a write over what was not seen is a conflict; Gitea's kind makes new files by POST. */
function gitHost(kind: "github" | "gitea"): Server {
  const files = new Map<string, Buffer>();
  const shaOf = (file: Buffer) => createHash("sha1").update(`blob ${file.length}\0`).update(file).digest("hex");
  return createServer(async (request, response) => {
    const body = await bodyOf(request);
    const url = new URL(request.url ?? "", "http://host");
    const [, raw] = /^\/raw\/(.+)$/.exec(url.pathname) ?? [];
    if (raw !== undefined) {
      const file = files.get(raw);
      return void response.writeHead(file ? 200 : 404, { "access-control-allow-origin": "*" }).end(file);
    }
    const [, name = ""] = /^\/repos\/club\/notes\/contents\/(.+)$/.exec(url.pathname) ?? [];
    if (request.headers.authorization !== "Bearer t0ken" || name === "") return void response.writeHead(404).end();
    const standing = files.get(name);
    if (request.method === "GET") {
      if (url.searchParams.get("ref") !== "main" || !standing) return void response.writeHead(404).end("{}");
      return void response.end(JSON.stringify({ sha: shaOf(standing) }));
    }
    const { content = "", sha, branch } = JSON.parse(`${body}`);
    const isNew = request.method === (kind === "gitea" ? "POST" : "PUT") && !standing && sha === undefined;
    const isSeen = standing !== undefined && sha === shaOf(standing);
    if (branch !== "main" || !(isNew || (isSeen && request.method !== "POST")))
      return void response.writeHead(422).end();
    if (request.method === "DELETE") files.delete(name);
    else files.set(name, Buffer.from(content, "base64"));
    response.writeHead(isNew ? 201 : 200).end("{}");
  });
}

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "hezar-lists-"));
  const shown = await startListServer({ folder: join(dir, "shown"), port: 0 });
  closing.push(shown.close);
  places.directory = createDirectory({ id: "folder", url: shown.url, path: join(dir, "shown") });
  const files = await listen(fileServer());
  places.put = createPut({ id: "dav", url: `${files}/`, to: `${files}/`, authorization: "Basic b3Vycw==", reach });
  const cors =
    "<CORSConfiguration><CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod></CORSRule></CORSConfiguration>";
  const s3 = new S3rver({
    port: 0,
    silent: true,
    directory: join(dir, "s3"),
    configureBuckets: [
      { name: "notes", configs: [cors] },
      { name: "closed", configs: [] },
    ],
  });
  const { port } = await s3.run();
  closing.push(() => s3.close());
  const endpoint = `http://127.0.0.1:${port}`;
  const bucket = { id: "bucket", endpoint, bucket: "notes", region: "us-east-1", folder: "a/", reach };
  places.s3 = createS3({ ...bucket, url: `${endpoint}/notes/a/`, keyId: "S3RVER", secret: "S3RVER" });
  for (const kind of ["github", "gitea"] as const) {
    const api = await listen(gitHost(kind));
    const git = { id: kind, api, repository: "club/notes", branch: "main", folder: "w/", token: "t0ken", reach };
    places[kind] = createGit({ ...git, url: `${api}/raw/w/` });
  }
});
afterAll(async () => {
  for (const close of closing) await close();
  await rm(dir, { recursive: true, force: true });
});

const NAME = "0123456789abcdef0123456789abcdef";
const look = (place: ListDriver, bytes: Uint8Array) =>
  lookAtPlace(place, { reach, clock: systemClock, name: NAME, bytes, patienceSeconds: 0 });
const hard = (found: Awaited<ReturnType<typeof look>>) => found.filter(({ isNote }) => !isNote);

describe.each(["directory", "put", "s3", "github", "gitea"])("the driver %s", (kind) => {
  test("writes what any page may read, writes over it, and takes it away; what is gone may go again", async () => {
    const place = places[kind] as ListDriver;
    for (const length of [65_536, 131_072]) {
      const bytes = new Uint8Array(randomBytes(length));
      await place.write(NAME, bytes);
      expect(hard(await look(place, bytes))).toEqual([]);
    }
    await place.remove(NAME);
    await place.remove(NAME);
    expect((await look(place, new Uint8Array(1))).map(({ what }) => what)).toEqual([
      `${place.id}: a file that was written cannot be read at ${place.url}`,
    ]);
  });
});

describe("what is wrong with a place is said", () => {
  const bytes = new Uint8Array(randomBytes(65_536));

  test("a folder is left as it was but for our own", async () => {
    await places.directory?.write(NAME, bytes);
    expect(await readdir(join(dir, "shown"))).toEqual([NAME]);
  });

  test("what a killed process had begun in a folder goes with its file", async () => {
    await places.directory?.write(NAME, bytes);
    await writeFile(join(dir, "shown", `.${NAME}`), "half");
    await places.directory?.remove(NAME);
    expect(await readdir(join(dir, "shown"))).toEqual([]);
  });

  test("no header for pages, and a list of the files", async () => {
    const url = `${await listen(fileServer({ cors: false, index: true }))}/`;
    const place = createPut({ id: "dav", url, to: url, authorization: "Basic b3Vycw==", reach });
    await place.write(NAME, bytes);
    const [closed, listed] = await look(place, bytes);
    expect(closed?.what).toContain('without "access-control-allow-origin: *"');
    expect(listed).toMatchObject({ isNote: true, what: expect.stringContaining("lists its files") });
  });

  test("a bucket that no page may read is opened where it has no rules, and left alone where it has", async () => {
    const { origin } = new URL(places.s3?.url ?? "");
    const keys = { keyId: "S3RVER", secret: "S3RVER", region: "us-east-1", folder: "", reach };
    const closed = createS3({ ...keys, id: "b", url: `${origin}/closed/`, endpoint: origin, bucket: "closed" });
    await closed.write(NAME, bytes);
    expect(hard(await look(closed, bytes))).toMatchObject([{ isClosed: true }]);
    expect(await closed.openToPages?.()).toBe(true);
    expect(hard(await look(closed, bytes))).toEqual([]);
    expect(await closed.openToPages?.()).toBe(false);
    expect(await places.s3?.openToPages?.()).toBe(false);
  });

  test("a bucket that anybody may list", async () => {
    await places.s3?.write(NAME, bytes);
    expect(await look(places.s3 as ListDriver, bytes)).toMatchObject([{ isNote: true }]);
  });

  test("a host that sends without end is left, and fills nobody's memory", async () => {
    let sent = 0;
    const endless = createServer((_, response) => {
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(1 << 20))) sent += 1 << 20;
      };
      response.on("drain", more);
      more();
    });
    const url = `${await listen(endless)}/`;
    const place = createPut({ id: "dav", url, to: url, reach });
    expect(await look(place, bytes)).toMatchObject([{ what: expect.stringContaining("cannot be read") }]);
    expect(sent).toBeLessThan(64 << 20);
    endless.closeAllConnections();
  });

  test.each([
    ["s3", "a line break"],
    ["put", "a line break"],
    ["git", "a line break"],
  ])("%s: a credential with %s in it stops this place alone, and is not printed", async (kind) => {
    const url = "http://127.0.0.1:9/";
    const bad = "S3CRET\nKEY";
    const common = { id: "one", url, reach };
    const bucket = { endpoint: url, bucket: "notes", region: "us-east-1", folder: "", keyId: bad, secret: bad };
    const repository = { api: url, repository: "club/notes", branch: "main", folder: "", token: bad };
    const place =
      kind === "s3"
        ? createS3({ ...common, ...bucket })
        : kind === "git"
          ? createGit({ ...common, ...repository })
          : createPut({ ...common, to: url, authorization: bad });
    const said = await place.write(NAME, bytes).catch((error: PlaceError) => error);
    expect(said).toMatchObject({ name: "PlaceError", message: expect.stringContaining("credential") });
    expect(`${(said as Error).stack} ${(said as Error).cause}`).not.toMatch(/S3CRET/);
  });

  test.each<readonly [string, (url: string) => ListDriver, string]>([
    [
      "a wrong credential",
      (url) => createPut({ id: "dav", url, to: url, authorization: "Basic no", reach }),
      "HTTP 401",
    ],
    [
      "nobody there",
      () => createPut({ id: "dav", url: "http://127.0.0.1:9/", to: "http://127.0.0.1:9/", reach }),
      "does not answer",
    ],
    [
      "a file in the way of the folder",
      (url) => createDirectory({ id: "d", url, path: "/dev/null/x" }),
      "cannot be written",
    ],
  ])("%s", async (_, placeOf, says) => {
    const place = placeOf(`${await listen(fileServer())}/`);
    await expect(place.write(NAME, bytes)).rejects.toMatchObject({
      name: "PlaceError",
      message: expect.stringContaining(says),
    });
  });
});

describe("an object store's request", () => {
  test("the signature is the one of Amazon's documents", () => {
    const signature = "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41";
    const headers = {
      range: "bytes=0-9",
      "x-amz-content-sha256": createHash("sha256").digest("hex"),
      "x-amz-date": "20130524T000000Z",
      authorization: `AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,Signature=${signature}`,
    };
    const example = { method: "GET", url: "https://examplebucket.s3.amazonaws.com/test.txt", headers };
    expect(isSigned(example, "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")).toBe(true);
    expect(isSigned(example, "another")).toBe(false);
  });

  test("is signed, body and all, and a refusal says no key", async () => {
    const sent: (SignedRequest & { readonly body: Uint8Array })[] = [];
    const secret = "s3cret/+";
    const place = createS3({
      ...{ id: "bucket", url: "https://b.example/a/", endpoint: "https://s3.example/", bucket: "notes" },
      ...{ region: "eu-central-1", folder: "a/", keyId: "KEY", secret },
      reach: async (url, { method = "GET", headers = {}, body } = {}) => {
        sent.push({ method, url: `${url}`, headers, body: body as Uint8Array });
        return new Response(null, { status: 403 });
      },
    });
    for (const work of [place.write(NAME, Uint8Array.of(1, 2, 3)), place.remove(NAME)]) {
      const said = await work.catch((error: PlaceError) => error);
      expect(said).toMatchObject({
        message: "bucket: s3.example answers PUT with HTTP 403".replace("PUT", sent.at(-1)?.method ?? ""),
      });
      expect(JSON.stringify(said)).not.toMatch(/s3cret|KEY/);
    }
    expect(sent.map(({ method, url }) => `${method} ${url}`)).toEqual(
      ["PUT", "DELETE"].map((method) => `${method} https://s3.example/notes/a/${NAME}`),
    );
    for (const request of sent) expect(isSigned(request, secret)).toBe(true);
    const [put] = sent;
    const digest = createHash("sha256")
      .update(Uint8Array.of(1, 2, 3))
      .digest("hex");
    expect(put?.headers["x-amz-content-sha256"]).toBe(digest);
  });
});
