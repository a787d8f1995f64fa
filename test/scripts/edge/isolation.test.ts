// What goes on through one script is not disturbed by what happens to others, nor by its own replacement.
import { once } from "node:events";
import { expect, test } from "vitest";
import { WebSocket } from "ws";
import type { Edge } from "../../../scripts/edge/edge.ts";
import { ask, call, deploy, freshEdge, get, hostOf } from "./support.ts";
import { drivenUpstream } from "./upstream.ts";

const source = `
export default {
  async fetch(request, env) {
    if (request.headers.get("Upgrade") !== "websocket") return env.PRIVATE.fetch(env.UPSTREAM);
    const [client, server] = Object.values(new WebSocketPair());
    server.accept();
    server.addEventListener("message", ({ data }) => server.send("EDITION " + data));
    return new Response(null, { status: 101, webSocket: client });
  },
};`;

const other = "export default { fetch: () => new Response('other') };";
const privateUpstreams = ["127.0.0.0/8"];

function bindings(upstream: string) {
  return [
    { type: "vpc_network", name: "PRIVATE", network_id: "private" },
    { type: "plain_text", name: "UPSTREAM", text: upstream },
  ];
}

async function openEcho(edge: Edge) {
  const socket = new WebSocket(`ws://127.0.0.1:${edge.port}/`, { headers: { Host: hostOf("a") } });
  await once(socket, "open");
  return {
    socket,
    say: async (text: string): Promise<string> => {
      socket.send(text);
      const [data] = (await once(socket, "message")) as [Buffer];
      return data.toString();
    },
  };
}

/** The rounds of a download, each after something happened to some script. */
async function survives(
  edge: Edge,
  upstream: Awaited<ReturnType<typeof drivenUpstream>>,
  events: (() => Promise<unknown>)[],
) {
  const download = await ask(edge.port, hostOf("a"));
  await upstream.begun;
  const echo = await openEcho(edge);
  download.setEncoding("utf8");
  for (const [round, happen] of events.entries()) {
    await happen();
    upstream.push(`round ${round}`);
    expect(await once(download, "data")).toEqual([`round ${round}`]);
    expect(await echo.say(String(round))).toBe(`one ${round}`);
  }
  upstream.finish();
  await once(download, "end");
  echo.socket.close();
  await once(echo.socket, "close");
}

test("a download and an open WebSocket survive upload, update and removal of another script and their own update", async () => {
  const edge = await freshEdge({ privateUpstreams });
  const upstream = await drivenUpstream();
  await deploy(edge, "a", { source: source.replace("EDITION", "one"), bindings: bindings(upstream.url) });
  await survives(edge, upstream, [
    () => deploy(edge, "b", { source: other }),
    () => get(edge.port, hostOf("b")),
    () => deploy(edge, "b", { source: other.replace("other", "again") }),
    () => call(edge, "DELETE /accounts/:a/workers/scripts/b"),
    () => deploy(edge, "a", { source: source.replace("EDITION", "two"), bindings: bindings(upstream.url) }),
    () => call(edge, "DELETE /accounts/:a/workers/scripts/a"),
  ]);
});

test("a new connection meets the new version while an old one stays on its own", async () => {
  const edge = await freshEdge({ privateUpstreams });
  await deploy(edge, "a", { source: source.replace("EDITION", "one"), bindings: bindings("http://127.0.0.1:9/") });
  const before = await openEcho(edge);
  await deploy(edge, "a", { source: source.replace("EDITION", "two"), bindings: bindings("http://127.0.0.1:9/") });
  const after = await openEcho(edge);
  expect(await before.say("hi")).toBe("one hi");
  expect(await after.say("hi")).toBe("two hi");
  before.socket.terminate();
  after.socket.terminate();
});

test("a version the runtime refuses leaves the one before serving", async () => {
  const edge = await freshEdge();
  await deploy(edge, "b", { source: other });
  await expect(deploy(edge, "b", { source: "export default { fetch(" })).rejects.toThrow(/10021.*SyntaxError/);
  await expect(deploy(edge, "b", { source: "throw new Error('not today')" })).rejects.toThrow(/not today/);
  expect(await get(edge.port, hostOf("b"))).toBe("other");
});

test("requests that arrive while a script is replaced are all answered", async () => {
  const edge = await freshEdge();
  await deploy(edge, "b", { source: other });
  let replacing = true;
  const asking = Promise.all(
    Array.from({ length: 4 }, async () => {
      const answers = new Set<string>();
      while (replacing) answers.add(await get(edge.port, hostOf("b")));
      return answers;
    }),
  );
  for (const edition of ["1", "2", "3", "4", "5"]) await deploy(edge, "b", { source: other.replace("other", edition) });
  replacing = false;
  const seen = (await asking).flatMap((answers) => [...answers]);
  expect(seen.filter((answer) => !/^(other|[1-5])$/.test(answer))).toEqual([]);
});

const long = process.env.HEZAR_LONG === "1";
const reason = long ? "" : " (60 s; runs with HEZAR_LONG=1)";
test.skipIf(!long)(
  `a download of 60 s survives twenty uploads of another script${reason}`,
  async () => {
    const edge = await freshEdge({ privateUpstreams });
    const upstream = await drivenUpstream();
    await deploy(edge, "a", { source: source.replace("EDITION", "one"), bindings: bindings(upstream.url) });
    const round = async () => {
      // The one place where real time is the subject: the upstream is silent for 3 s at a stretch.
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      await deploy(edge, "b", { source: other });
    };
    await survives(
      edge,
      upstream,
      Array.from({ length: 20 }, () => round),
    );
  },
  120_000,
);
