// WebSockets and server-sent events, to both origins.

import { row, rows, type Topic } from "./row.ts";

export const SOCKETS: Topic = {
  name: "sockets",
  rows: [
    ...rows(["", "پیام ✓", "x".repeat(70_000)], (message) => ({
      title: `text of ${message.length} characters comes back`,
      run: async (lab, message) => {
        const seen = [];
        for (const origin of [lab.primary, lab.cdn]) {
          const socket = new WebSocket(`${origin.replace("http", "ws")}/socket`);
          await lab.once(socket, "open");
          socket.send(message);
          const { data } = await lab.once<MessageEvent>(socket, "message");
          seen.push([data.length, data === message]);
          socket.close();
        }
        return seen;
      },
    })),
    ...rows(["arraybuffer", "blob"] as const, (binaryType) => ({
      title: `binary as ${binaryType}`,
      run: async (lab, binaryType) => {
        const socket = new WebSocket(`${lab.primary.replace("http", "ws")}/socket`);
        socket.binaryType = binaryType;
        await lab.once(socket, "open");
        socket.send(new Uint8Array([0, 255, 128]));
        const { data } = await lab.once<MessageEvent>(socket, "message");
        socket.close();
        return [data.constructor.name, [...new Uint8Array(data instanceof Blob ? await data.arrayBuffer() : data)]];
      },
    })),
    row({
      title: "a megabyte of bytes comes back unharmed",
      run: async (lab) => {
        const socket = new WebSocket(`${lab.cdn.replace("http", "ws")}/socket`);
        socket.binaryType = "arraybuffer";
        await lab.once(socket, "open");
        const bytes = new Uint8Array(1 << 20).map((_, at) => at * 7);
        socket.send(new Blob([bytes]));
        const { data } = await lab.once<MessageEvent>(socket, "message");
        socket.close();
        const back = new Uint8Array(data);
        return [back.length, back.every((byte, at) => byte === bytes[at])];
      },
    }),
    row({
      title: "a hundred messages come in order",
      run: async (lab) => {
        const socket = new WebSocket(`${lab.primary.replace("http", "ws")}/socket`);
        await lab.once(socket, "open");
        const got: number[] = [];
        socket.onmessage = ({ data }) => got.push(Number(data));
        socket.send("many:100");
        await lab.until(() => got.length === 100);
        socket.close();
        return got.every((number, at) => number === at);
      },
    }),
    ...rows(
      [
        [1000, "done"],
        [3000, ""],
        [4001, "پایان"],
        [1011, "broken"],
        [1001, "away"],
      ] as const,
      ([code]) => ({
        title: `the service closes with ${code}`,
        run: async (lab, [code, reason]) => {
          const socket = new WebSocket(`${lab.primary.replace("http", "ws")}/socket`);
          await lab.once(socket, "open");
          socket.send(`close:${code}:${reason}`);
          const closed = await lab.once<CloseEvent>(socket, "close");
          return [closed.code, closed.reason, closed.wasClean, socket.readyState];
        },
      }),
    ),
    ...rows([undefined, 1000, 3001, 4999], (code) => ({
      title: `the page closes with ${code ?? "nothing"}`,
      run: async (lab, code) => {
        const socket = new WebSocket(`${lab.primary.replace("http", "ws")}/socket`);
        await lab.once(socket, "open");
        const closing = lab.once<CloseEvent>(socket, "close");
        if (code === undefined) socket.close();
        else socket.close(code, "r");
        const closed = await closing;
        return [closed.code, closed.reason, closed.wasClean];
      },
    })),
    row({
      title: "a connection that breaks off is 1006 and not clean",
      run: async (lab) => {
        const socket = new WebSocket(`${lab.primary.replace("http", "ws")}/socket`);
        await lab.once(socket, "open");
        socket.send("drop");
        const closed = await lab.once<CloseEvent>(socket, "close");
        return [closed.code, closed.wasClean];
      },
    }),
    row({
      title: "a refused handshake is an error and 1006",
      run: async (lab) => {
        const socket = new WebSocket(`${lab.primary.replace("http", "ws")}/socket/refuse`);
        const seen: string[] = [];
        socket.onerror = () => seen.push("error");
        const closed = await lab.once<CloseEvent>(socket, "close");
        return [seen, closed.code];
      },
    }),
    ...rows([["lab.one"], ["other", "lab.two", "lab.one"], ["other"]], (offered) => ({
      title: `subprotocols ${offered.join(", ")}`,
      run: async (lab, offered) => {
        const socket = new WebSocket(`${lab.primary.replace("http", "ws")}/socket`, offered);
        const { type } = await lab.once(socket, "open", "error");
        const { protocol, extensions } = socket;
        socket.close();
        return [type, protocol, extensions === "" ? "" : "some"];
      },
    })),
    ...rows(["primary", "cdn"] as const, (name) => ({
      title: `the handshake at the ${name} says who asks and for what`,
      run: async (lab, name) => {
        lab.cookie("socketcookie=1; path=/");
        const socket = new WebSocket(`${lab[name].replace("http", "ws")}/socket?q=%20x`, "lab.a");
        await lab.once(socket, "open");
        socket.send("hello");
        const { data } = await lab.once<MessageEvent>(socket, "message");
        socket.close();
        const told = JSON.parse(data);
        return { ...told, cookie: (told.cookie ?? "").includes("socketcookie=1") };
      },
    })),
    ...rows(["/socket", "socket?x#", "http:", "//"], (spelling) => ({
      title: `an address spelled ${spelling}`,
      run: async (lab, spelling) => {
        const spelled =
          { "http:": `${lab.cdn}/socket`, "//": `//${new URL(lab.cdn).host}/socket` }[spelling] ?? spelling;
        return lab.outcome(async () => {
          const socket = new WebSocket(spelled);
          const { type } = await lab.once(socket, "open", "error");
          socket.close();
          return [type, socket.url];
        });
      },
    })),
    row({
      title: "socket.url is the service's address",
      run: (lab) => {
        const sockets = [lab.primary, lab.cdn].map(
          (origin) => new WebSocket(`${origin.replace("http", "ws")}/socket?a`),
        );
        const urls = sockets.map(({ url }) => url);
        for (const socket of sockets) socket.close();
        return urls;
      },
    }),
    row({
      title: "the origin of a message is the service's",
      run: async (lab) => {
        const socket = new WebSocket(`${lab.cdn.replace("http", "ws")}/socket`);
        await lab.once(socket, "open");
        socket.send("x");
        const { origin } = await lab.once<MessageEvent>(socket, "message");
        socket.close();
        return origin;
      },
    }),
    row({
      title: "WebSocket has its constants, its class and its complaints",
      run: async (lab) => {
        const socket = new WebSocket(`${lab.primary.replace("http", "ws")}/socket`);
        const early = await lab.outcome(() => socket.send("too early"));
        socket.close();
        return [
          WebSocket.OPEN,
          socket instanceof WebSocket,
          socket.constructor === WebSocket,
          WebSocket.name,
          early,
          await lab.outcome(() => new WebSocket("ftp://x/")),
          await lab.outcome(() => new WebSocket("/socket", ["a", "a"])),
          await lab.outcome(() => socket.close(1005)),
        ];
      },
    }),
    row({
      title: "a class of the page may extend WebSocket",
      run: async (lab) => {
        class Chat extends WebSocket {
          readonly kind = "chat";
        }
        const chat = new Chat(`${lab.cdn.replace("http", "ws")}/socket`);
        const { type } = await lab.once(chat, "open", "error");
        chat.close();
        return [type, chat instanceof Chat, chat.kind];
      },
    }),
    ...rows(["primary", "cdn"] as const, (name) => ({
      title: `events of the ${name} come with their ids, and resume by Last-Event-ID`,
      run: async (lab, name) => {
        const events = new EventSource(`${lab[name]}/events?cors`);
        lab.after(() => events.close());
        const got: unknown[] = [];
        events.onmessage = ({ data, lastEventId, origin }) => got.push([data, lastEventId, origin]);
        const resumed = await lab.once<MessageEvent>(events, "resumed");
        return { got, resumed: resumed.data, url: events.url, state: events.readyState };
      },
    })),
    row({
      title: "every kind of field is read",
      run: async (lab) => {
        const events = new EventSource("/events/kinds");
        lab.after(() => events.close());
        const got: unknown[] = [];
        events.onmessage = ({ data }) => got.push(data);
        events.addEventListener("named", ({ data, lastEventId }) => got.push([data, lastEventId]));
        await lab.once(events, "done");
        return got;
      },
    }),
    row({
      title: "204 ends an event source for good",
      run: async (lab) => {
        const events = new EventSource("/events/refused");
        await lab.once(events, "error");
        return events.readyState;
      },
    }),
    row({
      title: "a page that is no event stream is refused",
      run: async (lab) => {
        const events = new EventSource("/echo");
        await lab.once(events, "error");
        return events.readyState;
      },
    }),
    row({
      title: "an event source of the cdn sends cookies only with withCredentials",
      run: async (lab) => {
        await fetch(
          lab.cdn + lab.say({ headers: { "set-cookie": "sse=1; SameSite=None; Secure; Path=/" }, cors: true }),
          { credentials: "include" },
        );
        const seen = [];
        for (const withCredentials of [false, true]) {
          const hit = lab.hit("text", "&cors");
          const events = new EventSource(lab.cdn + hit.path, { withCredentials });
          const [echo] = await hit.seen();
          events.close();
          seen.push([events.withCredentials, (echo?.headers.cookie ?? "").includes("sse=1"), echo?.headers.accept]);
        }
        return seen;
      },
    }),
    row({
      title: "an event source is closed by the page",
      run: async (lab) => {
        const events = new EventSource("/events/kinds");
        await lab.once(events, "open");
        events.close();
        return [events.readyState, EventSource.CLOSED, events instanceof EventSource];
      },
    }),
  ],
};
