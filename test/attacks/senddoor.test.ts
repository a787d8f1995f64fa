// The door for readers of other mirrors (workers/relay/failover.ts) as a prober sees it, who knows where it is, and an
// insider, who has a carried ticket that is good there: what is wrong in any place is answered as by a label without a mirror,
// as fast, and no sooner or later where the body is held back.

import { readFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Boarding } from "../../shared/domain/boat.ts";
import { concat, fromBase64url } from "../../shared/domain/bytes.ts";
import { FRONT_BYTES, sealAsk } from "../../shared/domain/failover.ts";
import { deriveMirrorKeys, deriveZoneSecret } from "../../shared/domain/mirrorkeys.ts";
import { type Mesh, startMesh } from "../support/mesh.ts";
import { answerTo, ask, openLink, textOf } from "../support/reader.ts";
import { comparable, exchange } from "../support/stranger.ts";

let mesh: Mesh;
let hosts: { readonly mirror: string; readonly nobody: string };
let target: string;
let bodies: Readonly<Record<string, Uint8Array>>;

const random = (lengthBytes: number) => crypto.getRandomValues(new Uint8Array(lengthBytes));
const INSTALLING = {
  "sec-fetch-dest": "serviceworker",
  "sec-fetch-mode": "same-origin",
  "sec-fetch-site": "same-origin",
  "service-worker": "script",
  "user-agent": "Chrome/152",
};

beforeAll(async () => {
  mesh = await startMesh();
  const pass = await openLink(mesh);
  const { hostname, port } = new URL(pass.url);
  const zone = hostname.split(".").slice(1).join(".");
  hosts = { mirror: `${hostname}:${port}`, nobody: `no-mirror-here.${zone}:${port}` };
  const { deployKey } = JSON.parse(await readFile(join(mesh.state, "keys.json"), "utf8")) as { deployKey: string };
  const { door } = await deriveMirrorKeys(
    await deriveZoneSecret(fromBase64url(deployKey) ?? new Uint8Array(), zone),
    hostname,
  );
  target = `/${door}/send`;
  const script = await textOf(await answerTo(ask(pass, `/${door}/lifeboat.js`, { headers: INSTALLING }).end()));
  const told = JSON.parse(/^self\.hezar=(.*);$/m.exec(script)?.[1] ?? "{}") as { readonly boat: Boarding };
  const carried = fromBase64url(told.boat.carried) ?? new Uint8Array();
  const boatKey = fromBase64url(told.boat.key) ?? new Uint8Array();
  const asked = {
    ...{ at: Math.floor(Date.now() / 1000), id: "0123456789abcdef", method: "GET", path: "/en/", headers: [], jar: [] },
    from: { origin: OTHER, door, siblings: {} },
  };
  const good = await sealAsk(asked, { carried, boatKey, to: hostname, nonce: random(12) });
  const flipped = (at: number) => Uint8Array.from(good, (byte, index) => (index === at ? byte ^ 1 : byte));
  bodies = {
    good,
    noise: random(good.length),
    "a front of noise": concat(Uint8Array.of(1), random(160), Uint8Array.of(0, 0, 1, 0), random(256)),
    "a carried ticket with a flipped bit": flipped(60),
    "another boat key": await sealAsk(asked, { carried, boatKey: random(32), to: hostname, nonce: random(12) }),
    "another hostname": await sealAsk(asked, { carried, boatKey, to: "other.example", nonce: random(12) }),
    "another origin": await sealAsk(
      { ...asked, from: { ...asked.from, origin: "http://evil.example" } },
      { carried, boatKey, to: hostname, nonce: random(12) },
    ),
  };
}, 120_000);
afterAll(() => mesh?.close());

/** Where the reader's own mirror is. */
const OTHER = "http://other.localhost";

interface Sent {
  readonly host: string;
  readonly body: Uint8Array;
  readonly path?: string;
  readonly length?: number;
  readonly more?: string;
}

function wire({ host, body, path = target, length = body.length, more = "" }: Sent): string {
  const head = `POST ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\nContent-Type: text/plain\r\nOrigin: ${OTHER}\r\n${more}Content-Length: ${length}\r\n\r\n`;
  return head + Buffer.from(body).toString("latin1");
}

/** Whether anything comes back while more of the body is to come. */
function answersEarly(bytes: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = connect(mesh.port, "127.0.0.1", () => socket.write(bytes, "latin1"));
    const end = (is: boolean) => {
      socket.destroy();
      resolve(is);
    };
    socket.once("data", () => end(true)).once("error", reject);
    socket.setTimeout(600, () => end(false));
  });
}

describe("a failover request", () => {
  it("that holds is answered", async () => {
    const answer = await exchange(mesh.port, wire({ host: hosts.mirror, body: bodies.good ?? new Uint8Array() }));
    expect(answer.status).toBe(200);
    expect(answer.body.toString("latin1")).toContain("masthead");
  });

  it("that does not is answered as nobody's, byte for byte", async () => {
    for (const [title, body] of Object.entries(bodies)) {
      if (title === "good") continue;
      const [mirror, nobody] = await Promise.all(
        [hosts.mirror, hosts.nobody].map(async (host) => comparable(await exchange(mesh.port, wire({ host, body })))),
      );
      expect(mirror, title).toBe(nobody);
    }
  });

  it("whose body is held back waits alike at every label", async () => {
    const held = [0, 1, 100, FRONT_BYTES - 1].map((sent) => random(sent));
    for (const body of held) {
      const rows = [hosts.mirror, hosts.nobody].map((host) => answersEarly(wire({ host, body, length: 400 })));
      const [mirror, nobody] = await Promise.all(rows);
      expect(mirror, `${body.length} bytes of 400`).toBe(nobody);
    }
  });

  it("that is wrong is refused as fast as by nobody: medians within 2 ms over 1,000 pairs", async () => {
    const wrong = Object.entries(bodies).filter(([title]) => title !== "good");
    const apart: number[] = [];
    const took = async (host: string, body: Uint8Array) => {
      const started = performance.now();
      await exchange(mesh.port, wire({ host, body }));
      return performance.now() - started;
    };
    for (let at = 0; at < 1000; at++) {
      const [, body = new Uint8Array()] = wrong[at % wrong.length] ?? [];
      const isTurned = at % 2 === 1;
      const first = await took(isTurned ? hosts.nobody : hosts.mirror, body);
      const second = await took(isTurned ? hosts.mirror : hosts.nobody, body);
      apart.push(isTurned ? second - first : first - second);
    }
    const median = apart.sort((left, right) => left - right)[500] ?? 0;
    console.log(`a wrong failover request: a mirror answers ${median.toFixed(2)} ms later than nobody`);
    expect(Math.abs(median)).toBeLessThan(2);
  }, 120_000);

  it("is left to the service where it is a page's own, of a path that only looks like it", async () => {
    const pass = await openLink(mesh);
    const headers = { "content-type": "text/plain", "content-length": "2" };
    const answer = await answerTo(ask(pass, "/messages/send", { method: "POST", headers }).end("hi"));
    // The newsroom has no such page; the cover would refuse the method.
    expect(answer.statusCode).toBe(404);
  });
});
