// What only the real runtime can show: bodies that are read are decoded once, others pass still compressed, a WebSocket
// survives, and streams of the runtime's own go through the scanner.
import { describe, expect, test } from "vitest";
import { createAddressMap } from "../../../../shared/domain/address.ts";
import { createCookieNames } from "../../../../shared/domain/cookienames.ts";
import type { TranslateContext } from "../../../../workers/relay/translate/context.ts";
import { createOwnNames } from "../../../../workers/relay/translate/outgoing/ownnames.ts";
import { translateResponse } from "../../../../workers/relay/translate/translate.ts";

const place = { origin: "https://m.zone", door: "dr" };
const service = {
  primary: "https://news.example",
  secondaries: [{ alias: "cdn", origin: "https://cdn.example" }],
};
const context: TranslateContext = {
  service,
  map: createAddressMap(service, place),
  place,
  ownNames: createOwnNames(service, place),
  names: createCookieNames(service, { ...place, mark: "mk" }),
  upstream: { url: "https://news.example/", origin: "primary" },
};
const IMG = '<img src="//cdn.example/x">';

const translated = async (response: Response): Promise<Response> => {
  const result = await translateResponse(response, context);
  if ("refused" in result) throw new Error("refused");
  return result;
};
const compressed = (text: string) => new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
const upstream = async (type: string) => {
  const headers = { "content-type": type, "content-encoding": "gzip" };
  return new Response(await new Response(compressed(IMG)).arrayBuffer(), { headers, encodeBody: "manual" });
};

describe("in the runtime", () => {
  test("a page streams through the scanner", async () => {
    const response = await translated(
      new Response(new Blob([IMG, "<p>"]).stream(), { headers: { "content-type": "text/html" } }),
    );
    expect(await response.text()).toBe('<img src="/dr/cdn/x"><p>');
  });

  test.each(["shift_jis", "gbk", "gb18030", "big5"])("knows %s: which letters end in a backslash", async (charset) => {
    const letter = charset === "big5" ? [0xa5, 0x5c] : [0x95, 0x5c];
    const page = new Blob(['<img src="//cdn.example/', new Uint8Array(letter), '">']);
    const headers = { "content-type": `text/html; charset=${charset}` };
    const bytes = new Uint8Array(await (await translated(new Response(page.stream(), { headers }))).arrayBuffer());
    expect([...bytes].slice(-4)).toEqual([...letter, 0x22, 0x3e]);
  });

  test("reads UTF-16 across chunks, a letter cut in two included", async () => {
    const text = `\ufeff${IMG}😀`;
    const bytes = Uint8Array.from({ length: text.length * 2 }, (_, at) => text.charCodeAt(at >> 1) >> (8 * (at & 1)));
    const chunks = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let at = 0; at < bytes.length; at += 3) controller.enqueue(bytes.slice(at, at + 3));
        controller.close();
      },
    });
    const response = await translated(new Response(chunks, { headers: { "content-type": "text/html" } }));
    expect(await response.text()).toBe('<img src="/dr/cdn/x">😀');
  });

  test("pages that stream side by side, taken in small bites, keep their bytes apart", async () => {
    const page = (name: string) => `<p id="${name}"><img src="//cdn.example/${name}">${name.repeat(40)}`.repeat(1500);
    const taken = ["one", "two", "three", "four", "five", "six"].map(async (name) => {
      const known = name === "six" ? { "content-length": String(page(name).length) } : {};
      const headers = { "content-type": name === "five" ? "text/html; charset=utf-8" : "text/html", ...known };
      const { body } = await translated(new Response(new Blob([page(name)]).stream(), { headers }));
      const reader = body?.getReader({ mode: "byob" });
      const decoder = new TextDecoder();
      let text = "";
      for (let bite = 1; ; bite++) {
        const read = await reader?.read(new Uint8Array(1000 + bite * 37));
        if (read === undefined || read.done) break;
        text += decoder.decode(read.value, { stream: true });
        if (bite % 3 === 0) await scheduler.wait(0);
      }
      return [name, text === page(name).replaceAll("//cdn.example/", "/dr/cdn/")];
    });
    expect(await Promise.all(taken)).toEqual(
      ["one", "two", "three", "four", "five", "six"].map((name) => [name, true]),
    );
  });

  test("a short page of known length is answered as a whole", async () => {
    const page = `${IMG}<p>`;
    const headers = { "content-type": "text/html", "content-length": String(page.length) };
    const response = await translated(new Response(new Blob([page]).stream(), { headers }));
    expect(await response.text()).toBe('<img src="/dr/cdn/x"><p>');
  });

  test("a body nobody reads keeps its encoding and its bytes", async () => {
    const response = await translated(await upstream("text/plain"));
    expect(response.headers.get("content-encoding")).toBe("gzip");
    expect(response.headers.get("content-security-policy")).toContain("default-src 'self'");
  });

  test("a WebSocket is handed on", async () => {
    const [client, server] = Object.values(new WebSocketPair());
    if (!client || !server) throw new Error("no socket");
    server.accept();
    const response = await translated(
      new Response(null, { status: 101, webSocket: client, headers: { "set-cookie": "a=1" } }),
    );
    expect([response.status, response.webSocket !== null, response.headers.getSetCookie()]).toEqual([
      101,
      true,
      ["__Host-.a=1; Path=/; Secure"],
    ]);
    server.close();
  });
});
