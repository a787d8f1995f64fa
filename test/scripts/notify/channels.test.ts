// Each channel against a real server on this machine: what arrives, how it is proven, and that no secret shows in an error.

import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { afterEach, describe, expect, test } from "vitest";
import { createMail } from "../../../scripts/notify/mail.ts";
import type { Message } from "../../../scripts/notify/notice.ts";
import { createTelegram } from "../../../scripts/notify/telegram.ts";
import { createWebhook, SIGNATURE_HEADER } from "../../../scripts/notify/webhook.ts";
import { createTestClock } from "../../support/testclock.ts";

const MESSAGE: Message = {
  mesh: "my-mesh",
  at: "2026-11-26T02:00:00.000Z",
  notices: [
    { key: "burned leaf.garden.example", level: "note", says: "leaf.garden.example is burned (censor IR)" },
    { key: "no zone news", level: "trouble", says: "1 mirror of news cannot be minted", next: "Add a zone" },
  ],
};

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

interface Received {
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

async function httpServer(status = 200): Promise<{ readonly url: string; readonly received: Received[] }> {
  const received: Received[] = [];
  const server: Server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    received.push({ path: request.url ?? "", headers: request.headers, body: Buffer.concat(chunks).toString() });
    response.writeHead(status, { "content-type": "application/json" }).end('{"ok":true}');
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  closing.push(() => server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received };
}

describe("a webhook", () => {
  test("gets the message as JSON with a signature over time and body that its secret proves", async () => {
    const { url, received } = await httpServer();
    const clock = createTestClock(1_800_000_000_000);
    await createWebhook({ url: `${url}/hooks/mesh`, secret: "a long secret", clock }).send(MESSAGE);
    const [{ path, headers, body } = { path: "", headers: {}, body: "" }] = received;
    expect(path).toBe("/hooks/mesh");
    expect(headers["content-type"]).toBe("application/json");
    expect(JSON.parse(body)).toEqual(MESSAGE);
    const [, at, signature] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers[SIGNATURE_HEADER])) ?? [];
    expect(at).toBe("1800000000");
    expect(signature).toBe(createHmac("sha256", "a long secret").update(`${at}.${body}`).digest("hex"));
  });

  test("that refuses is an error with its status", async () => {
    const { url } = await httpServer(503);
    const webhook = createWebhook({ url, secret: "s", clock: createTestClock() });
    await expect(webhook.send(MESSAGE)).rejects.toThrow("HTTP 503");
  });
});

describe("a Telegram bot", () => {
  test("sends the chat one text without a preview", async () => {
    const { url, received } = await httpServer();
    await createTelegram({ apiUrl: `${url}/`, token: "123:abc", chat: "-10042" }).send(MESSAGE);
    expect(received[0]?.path).toBe("/bot123:abc/sendMessage");
    const { chat_id, text, link_preview_options } = JSON.parse(received[0]?.body ?? "{}");
    expect({ chat_id, link_preview_options }).toEqual({
      chat_id: "-10042",
      link_preview_options: { is_disabled: true },
    });
    expect(text).toBe(
      [
        "Trouble of my-mesh: leaf.garden.example is burned (censor IR) (and 1 more)",
        "",
        "- leaf.garden.example is burned (censor IR)",
        "! 1 mirror of news cannot be minted",
        "  Add a zone",
        "",
        "2026-11-26T02:00:00.000Z",
      ].join("\n"),
    );
  });

  test("says no more than the Bot API takes", async () => {
    const { url, received } = await httpServer();
    const notices = Array.from({ length: 400 }, (_, at) => ({
      key: `${at}`,
      level: "note" as const,
      says: "x".repeat(40),
    }));
    await createTelegram({ apiUrl: url, token: "t", chat: "1" }).send({ ...MESSAGE, notices });
    expect(JSON.parse(received[0]?.body ?? "{}").text).toHaveLength(4000);
  });

  test.each([
    ["refuses", async () => (await httpServer(401)).url],
    ["is away", async () => "http://127.0.0.1:1"],
  ])("that %s is an error without its token", async (_, urlOf) => {
    const telegram = createTelegram({ apiUrl: await urlOf(), token: "123:secret", chat: "1" });
    const error = await telegram.send(MESSAGE).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Error);
    expect(`${(error as Error).message} ${(error as Error).stack}`).not.toContain("secret");
  });
});

interface Mailbox {
  readonly port: number;
  readonly mails: { readonly from: string; readonly to: readonly string[]; readonly text: string }[];
  readonly logins: string[];
}

async function smtpServer(options: SMTPServerOptions = {}): Promise<Mailbox> {
  const mailbox: Mailbox = { port: 0, mails: [], logins: [] };
  const server = new SMTPServer({
    ...{ authOptional: true, allowInsecureAuth: true, disableReverseLookup: true, logger: false },
    onAuth: ({ username, password }, _, done) => {
      mailbox.logins.push(`${username} ${password}`);
      done(null, { user: username });
    },
    onData: (stream, { envelope }, done) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const from = envelope.mailFrom === false ? "" : envelope.mailFrom.address;
        const to = envelope.rcptTo.map(({ address }) => address);
        mailbox.mails.push({ from, to, text: Buffer.concat(chunks).toString() });
        done();
      });
    },
    ...options,
  });
  server.on("error", () => undefined);
  await once(server.listen(0, "127.0.0.1"), "listening");
  closing.push(() => void server.close());
  return { ...mailbox, port: (server.server.address() as AddressInfo).port };
}

describe("mail", () => {
  const addresses = { from: "mesh@desk.example", to: "editor@desk.example" };

  test("arrives at a real SMTP server, as plain text with its title", async () => {
    const { port, mails, logins } = await smtpServer();
    await createMail({ host: "127.0.0.1", port, ...addresses }).send(MESSAGE);
    expect(mails).toEqual([{ from: addresses.from, to: [addresses.to], text: expect.any(String) }]);
    // RFC 5322 §2.2.3: a long header goes on after a line break and a space.
    const text = mails[0]?.text.replaceAll("\r\n ", " ").replaceAll("  ", " ") ?? "";
    expect(text).toMatch(
      /^Subject: Trouble of my-mesh: leaf.garden.example is burned \(censor IR\) \(and 1 more\)\r$/m,
    );
    expect(text).toContain("! 1 mirror of news cannot be minted Add a zone");
    expect(text).toMatch(/^Content-Type: text\/plain/m);
    expect(logins).toEqual([]);
  });

  test("logs in where the server wants it", async () => {
    const { port, mails, logins } = await smtpServer({ authOptional: false });
    const login = { user: "mesh", password: "a password" };
    await createMail({ host: "127.0.0.1", port, ...addresses, login }).send(MESSAGE);
    expect(logins).toEqual(["mesh a password"]);
    expect(mails).toHaveLength(1);
  });

  test("that the server refuses is an error that names no password", async () => {
    const onAuth: SMTPServerOptions["onAuth"] = (_, __, done) => done(new Error("no"));
    const { port, mails } = await smtpServer({ authOptional: false, onAuth });
    const login = { user: "mesh", password: "a password" };
    const mail = createMail({ host: "127.0.0.1", port, ...addresses, login });
    const error = await mail.send(MESSAGE).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Error);
    expect((error as Error).message).not.toContain("a password");
    expect(mails).toEqual([]);
  });
});
