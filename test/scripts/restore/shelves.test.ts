// Every kind of shelf, written as the warden writes and read as the operator reads: a KV of the edge, and nginx with WebDAV.
// What is found there is the newest good snapshot, whatever somebody did to the newer ones.

import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type Edge, startEdge } from "../../../scripts/edge/edge.ts";
import { snapshotKey } from "../../../scripts/mint/evidence.ts";
import { publicText, seedBytes } from "../../../scripts/mint/keyring.ts";
import type { OpenShelf } from "../../../scripts/mint/shelves.ts";
import { createKeys, type Keys } from "../../../scripts/operator/keys.ts";
import { findNewest } from "../../../scripts/restore/newest.ts";
import { createReadableShelf } from "../../../scripts/restore/shelf.ts";
import { createSigner } from "../../../shared/domain/signature.ts";
import { sealSnapshot } from "../../../shared/domain/snapshot.ts";
import { type Snapshot, snapshotName } from "../../../shared/snapshotform.ts";
import { createShelf } from "../../../workers/warden/snapshots/shelves.ts";
import { pickPort } from "../../support/ports.ts";

const NGINX = "/usr/sbin/nginx";
const ACCOUNT = "0123456789abcdef0123456789abcdef";
const AUTHORIZATION = `Basic ${Buffer.from("warden:a long password").toString("base64")}`;

let folder: string;
let keys: Keys;
let edge: Edge;
let nginx: ChildProcess | undefined;
const shelves: Partial<Record<"kv" | "url", OpenShelf>> = {};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hezar-shelves-"));
  keys = await createKeys(folder);
  const account = { id: ACCOUNT, token: "full", kvToken: "kv-only", subdomain: "shelf", zones: [] };
  edge = await startEdge({ stateDir: join(folder, "edge"), port: 0, accounts: [account] });
  const made = await fetch(`${edge.apiUrl}/accounts/${ACCOUNT}/storage/kv/namespaces`, {
    method: "POST",
    headers: { authorization: "Bearer full" },
    body: JSON.stringify({ title: "snapshots" }),
  });
  const namespace = ((await made.json()) as { result: { id: string } }).result.id;
  const place = { apiUrl: edge.apiUrl, accountId: ACCOUNT, token: "kv-only", namespace };
  shelves.kv = { kind: "kv", id: "second", isLocal: true, ...place };
  if (existsSync(NGINX)) shelves.url = { kind: "url", id: "webdav", isLocal: true, ...(await startNginx()) };
});
afterAll(async () => {
  nginx?.kill();
  await edge?.close();
  await rm(folder, { recursive: true, force: true });
});

async function startNginx(): Promise<{ readonly url: string; readonly authorization: string }> {
  const port = await pickPort();
  const root = join(folder, "dav");
  await mkdir(root);
  // Started by root, its one process writes as nobody.
  await Promise.all([chmod(root, 0o777), chmod(folder, 0o755)]);
  const paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  );
  await writeFile(
    join(folder, "nginx.conf"),
    `daemon off; master_process off; pid ${folder}/pid; error_log ${folder}/error.log;
events {}
http { access_log off; ${paths.join(" ")}
  server { listen 127.0.0.1:${port}; root ${root}; client_max_body_size 100m;
    location / { if ($http_authorization != "${AUTHORIZATION}") { return 401; }
      dav_methods PUT DELETE; autoindex on; autoindex_format json; } } }`,
  );
  nginx = spawn(NGINX, ["-c", join(folder, "nginx.conf"), "-p", folder], { stdio: "ignore" });
  const url = `http://127.0.0.1:${port}`;
  await vi.waitFor(async () => expect((await fetch(url)).status).toBe(401), { timeout: 60_000, interval: 20 });
  return { url, authorization: AUTHORIZATION };
}

const opened = (kind: "kv" | "url"): OpenShelf => {
  const shelf = shelves[kind];
  if (shelf === undefined) throw new Error(`no ${kind} here`);
  return shelf;
};
const writer = (kind: "kv" | "url") => {
  const { isLocal: _, ...text } = opened(kind);
  return createShelf(text, (url, init) => fetch(url, init));
};
const reader = (kind: "kv" | "url") => createReadableShelf(opened(kind));

async function seal(number: number, { seed = keys.online.seed, id = keys.online.id, says = number } = {}) {
  const pair = await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, ["deriveBits"]);
  const point = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  const snapshot: Snapshot = { v: 1, number: says, takenAt: 1_795_000_000, tables: {} };
  return sealSnapshot(gzipSync(JSON.stringify(snapshot)), {
    ...{ number, to: (await snapshotKey(keys)).point, signer: await createSigner(id, seedBytes(seed)) },
    ephemeral: { point, privateKey: pair.privateKey },
  });
}

describe.each([
  ["kv", "a KV of the edge", false],
  [
    "url",
    existsSync(NGINX) ? "nginx with WebDAV" : "nginx with WebDAV (skipped: no Debian package nginx-light)",
    !existsSync(NGINX),
  ],
] as const)("%s: %s", (kind, _, isMissing) => {
  test.skipIf(isMissing)("gives back what was put, lists it, and takes it away again", async () => {
    const bytes = await seal(1);
    await writer(kind).put(snapshotName(1), bytes);
    expect(await reader(kind).list()).toEqual([snapshotName(1)]);
    expect(new Uint8Array(await reader(kind).read(snapshotName(1)))).toEqual(bytes);
    await writer(kind).remove(snapshotName(1));
    expect(await reader(kind).list()).toEqual([]);
  });

  test.skipIf(isMissing)("says that it did not take what it did not take", async () => {
    const { isLocal: _local, ...text } = opened(kind);
    const spoilt = text.kind === "kv" ? { ...text, token: "wrong" } : { ...text, authorization: "Basic wrong" };
    const shelf = createShelf(spoilt, (url, init) => fetch(url, init));
    await expect(shelf.put(snapshotName(1), await seal(1))).rejects.toThrow(/HTTP 40[13]/);
  });
});

describe("the newest good snapshot", () => {
  const put = (number: number, bytes: Uint8Array<ArrayBuffer>) => writer("kv").put(snapshotName(number), bytes);

  test("is found under everything that was spoilt, invented or exchanged", async () => {
    const stranger = keys.rootSeed;
    await put(3, await seal(3));
    await put(4, await seal(4));
    const spoilt = [
      [5, (await seal(5)).slice(0, -5), "not for this operator"],
      [6, new Uint8Array(), "torn"],
      [7, await seal(4), "another number"],
      [8, await seal(8, { seed: stranger }), "forged"],
      [9, await seal(9, { seed: stranger, id: 77 }), "forged"],
      [10, await seal(10, { says: 4 }), "another number inside"],
    ] as const;
    for (const [number, bytes] of spoilt) await put(number, bytes);
    const { found, refused } = await findNewest([reader("kv")], keys);
    expect(found).toMatchObject({ shelf: "second", snapshot: { number: 4 } });
    expect(refused.map(({ name, why }) => [name, why.split(",")[0]])).toEqual(
      spoilt.toReversed().map(([number, , why]) => [snapshotName(number), why]),
    );
  });

  test("is looked for on the other shelf where one is away", async () => {
    const away = {
      id: "away",
      list: () => Promise.reject(new Error("HTTP 403")),
      read: () => Promise.reject(new Error()),
    };
    const { found, refused } = await findNewest([away, reader("kv")], keys);
    expect(found?.snapshot.number).toBe(4);
    expect(refused[0]).toEqual({ shelf: "away", why: "does not answer: HTTP 403" });
  });

  test("may bear the key of a warden that is gone, up to the one that was restored, and none after it", async () => {
    const { id, seed } = keys.online;
    const online = { id: id + 1, seed: keys.adminToken };
    const retired = (lastSnapshot: number) => [{ id, key: publicText(seed), until: 2_000_000_000, lastSnapshot }];
    expect((await findNewest([reader("kv")], { ...keys, online, retired: retired(4) })).found?.snapshot.number).toBe(4);
    expect((await findNewest([reader("kv")], { ...keys, online, retired: retired(3) })).found?.snapshot.number).toBe(3);
  });
});
