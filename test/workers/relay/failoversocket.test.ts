// A relay as another mirror's lifeboat finds it for a page's WebSocket: what the answer says comes sealed in front, then message by
// message; who has no right to one meets the cover, as byte for byte as anybody.

import { describe, expect, it } from "vitest";
import { deriveBoatKey } from "../../../shared/domain/boat.ts";
import { toBase64url } from "../../../shared/domain/bytes.ts";
import { sealCarried } from "../../../shared/domain/carried.ts";
import { type FailoverAsk, sealAsk } from "../../../shared/domain/failover.ts";
import { openHead } from "../../../shared/domain/failoverhead.ts";
import type { JarKeys } from "../../../shared/domain/jarkeys.ts";
import { signRecord } from "../../../shared/domain/record.ts";
import { jarKeysKey } from "../../../shared/store/keys.ts";
import { createFixture, keysOf, MIRROR, NOW, OTHER_MIRROR } from "./fixture.ts";

const A = "https://far-lantern.hill.example";
const jarKeys: JarKeys = {
  ...{ v: 1, version: 1, issuedAt: NOW, service: "news" },
  keys: [{ id: 1, key: toBase64url(new Uint8Array(32).fill(5)) }],
};

interface Wish {
  readonly ask?: Partial<FailoverAsk>;
  readonly boatKey?: Uint8Array;
  readonly headers?: Record<string, string>;
  readonly change?: (text: string) => string;
  readonly repeat?: number;
}

let drawn = 0;

async function open(upstream?: (request: Request) => Response | Promise<Response>) {
  const fixture = await createFixture(upstream ? { upstream } : {});
  fixture.kv.values.set(jarKeysKey("news"), await signRecord("jarkeys", jarKeys, fixture.keys.online));
  const { mark } = await keysOf(OTHER_MIRROR);
  const ticket = await fixture.ticket();
  const boatKey = await deriveBoatKey(new Uint8Array(32).fill(8), ticket);
  const shake = async ({ ask, headers = {}, change = (text) => text, ...wish }: Wish = {}) => {
    const id = (++drawn).toString(16).padStart(16, "0");
    const whole: FailoverAsk = {
      ...{ at: NOW, id, method: "GET", path: "/chat?room=1", headers: [], jar: [] },
      ...{ from: { origin: A, door: "farfarfa", siblings: {} }, ...ask },
    };
    const carried = await sealCarried({ ticket, boatKey, mark }, { jarKeys, service: "news", tier: "operator" });
    const sealing = { carried, boatKey: wish.boatKey ?? boatKey, to: MIRROR, nonce: new Uint8Array(12) };
    const address = `https://${MIRROR}/${fixture.door}/send?${change(toBase64url(await sealAsk(whole, sealing)))}`;
    const once = () => fixture.get(address, { headers: { upgrade: "websocket", origin: A, ...headers } });
    for (let time = 1; time < (wish.repeat ?? 1); time++) await once();
    return { answer: await once(), id, openFirst: (bytes: Uint8Array) => openHead(bytes, { boatKey, to: MIRROR, id }) };
  };
  return { ...fixture, shake };
}

/** Says its origin, its address and what it hears; `close` closes. */
function chat(request: Request): Response {
  const [client, server] = Object.values(new WebSocketPair());
  if (server) server.binaryType = "arraybuffer";
  server?.accept();
  server?.addEventListener("message", ({ data }) => {
    if (data === "close") server.close(4001, "bye");
    else server.send(typeof data === "string" ? `${request.headers.get("origin")} ${request.url} ${data}` : data);
  });
  const headers = { "sec-websocket-protocol": "chat", "set-cookie": "sid=1; HttpOnly" };
  return new Response(null, { status: 101, webSocket: client ?? null, headers });
}

describe("a failover request for a WebSocket", () => {
  it("is answered with what the handshake said, sealed, and then with the service's own messages, both kinds", async () => {
    const { shake } = await open(chat);
    const { answer, openFirst } = await shake({ headers: { "sec-websocket-protocol": "chat" } });
    expect([answer.status, [...answer.headers]]).toEqual([101, [["sec-websocket-protocol", "chat"]]]);
    const socket = answer.webSocket as WebSocket;
    const heard: (string | ArrayBuffer)[] = [];
    const closed = new Promise<CloseEvent>((resolve) => socket.addEventListener("close", resolve));
    socket.addEventListener("message", ({ data }) => {
      heard.push(data as string);
    });
    socket.binaryType = "arraybuffer";
    socket.accept();
    socket.send("salaam");
    socket.send(Uint8Array.of(1, 2, 3));
    socket.send("close");
    const { code, reason } = await closed;
    const [first, ...rest] = heard;
    const head = await openFirst(new Uint8Array(first as ArrayBuffer));
    expect(head).toMatchObject({ status: 200, jar: [{ id: expect.any(String) }] });
    expect(head?.headers.some(([name]) => name === "set-cookie")).toBe(false);
    expect(rest[0]).toBe("https://news.test https://news.test/chat?room=1 salaam");
    expect(new Uint8Array(rest[1] as ArrayBuffer)).toEqual(Uint8Array.of(1, 2, 3));
    expect([code, reason]).toEqual([4001, "bye"]);
  });

  it("is told to a reader whose service has no socket there, and nothing is opened", async () => {
    const { shake } = await open(() => new Response("no", { status: 404 }));
    expect((await shake()).answer.status).toBe(200);
  });

  it.each<readonly [string, Wish]>([
    ["another reader's key", { boatKey: new Uint8Array(32).fill(9) }],
    ["another origin", { headers: { origin: "https://evil.example" } }],
    ["nothing sealed", { change: () => "AAAA" }],
    ["no base64url", { change: () => "%%%" }],
    ["a bit that is wrong", { change: (text) => `${text.slice(0, -3)}AAA` }],
    ["the same again", { repeat: 2 }],
  ])("meets the cover with %s, as at a label without a mirror", async (_, wish) => {
    const { shake, get, door } = await open(chat);
    const { answer } = await shake(wish);
    const stranger = await get(`https://no-such-label.${MIRROR.split(".").slice(1).join(".")}/${door}/send?AAAA`, {
      headers: { upgrade: "websocket", origin: A },
    });
    expect(answer.webSocket ?? null).toBeNull();
    expect([answer.status, [...answer.headers], await answer.text()]).toEqual([
      ...[stranger.status, [...stranger.headers]],
      await stranger.text(),
    ]);
  });
});
