// `hezar start --tls`: links lead to HTTPS, commands of the state directory trust the key, and the censor sees a server name.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "node:tls";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readTlsPair } from "../../../scripts/operator/localtls.ts";
import { reach } from "../../../scripts/reach.ts";
import { openWhenLetIn } from "../../support/letin.ts";
import { type Mesh, startMesh } from "../../support/mesh.ts";
import { connectThrough } from "../../support/socksclient.ts";
import { MESH_PEM } from "../../support/testcert.ts";

let folder: string;
let mesh: Mesh;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hezar-tls-"));
  await writeFile(join(folder, "mesh.pem"), MESH_PEM);
  await readTlsPair(join(folder, "mesh.pem"));
  mesh = await startMesh("--tls", join(folder, "mesh.pem"));
}, 120_000);

afterAll(async () => {
  await mesh?.close();
  await rm(folder, { recursive: true, force: true });
});

test("every link and the beacon are HTTPS, a link opens, and other commands reach the warden", async () => {
  const { links, beacon } = mesh.ready;
  for (const url of [beacon, ...links.map((link) => link.url)]) expect(new URL(url).protocol).toBe("https:");
  const pass = await openWhenLetIn(links[0]?.url ?? "", reach);
  expect((await reach(pass.url, { headers: { cookie: pass.cookie } })).status).toBe(200);
  expect((await mesh.hezar("status", "--json")).code).toBe(0);
  const opened = await mesh.hezar("open", links[0]?.url ?? "");
  expect(opened.code, opened.stderr + opened.stdout).toBe(0);
});

test("a cut by server name ends the handshake of the mirror that is blocked, and of no other", async () => {
  const [blocked = "", free = ""] = mesh.ready.links.map(({ hostname }) => hostname);
  expect((await mesh.hezar("censor", "block", blocked, "--how", "tls-cut")).code).toBe(0);
  expect(await handshake(blocked)).toBe("cut");
  expect(await handshake(free)).toBe("secure");
});

async function handshake(hostname: string): Promise<"secure" | "cut"> {
  const { socket } = await connectThrough(Number(new URL(mesh.ready.censor.socks).port), hostname, mesh.port);
  return new Promise((resolve) => {
    const secure = connect({ socket, servername: hostname, ca: MESH_PEM });
    secure.once("secureConnect", () => resolve("secure"));
    secure.on("error", () => resolve("cut"));
    socket.on("close", () => resolve("cut"));
  });
}
