// A script may answer before it has read the body, as a relay does to every stranger: the answer must arrive, and the
// same one each time.
import { connect } from "node:net";
import { expect, test } from "vitest";
import { deploy, freshEdge, hostOf } from "./support.ts";

const ROUNDS = 60;
const source = `export default { fetch: () => new Response("no\\n", { status: 405 }) };`;

/** The status line that comes back to a body sent in one piece with its head. */
function post(port: number, sizeBytes: number): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = "";
    const head = `POST / HTTP/1.1\r\nHost: ${hostOf("early")}\r\nConnection: close\r\nContent-Length: ${sizeBytes}\r\n\r\n`;
    const socket = connect(port, "127.0.0.1", () => socket.write(head + "a".repeat(sizeBytes)));
    socket.setEncoding("latin1").on("data", (chunk) => {
      answer += chunk;
    });
    socket.on("close", () => resolve(answer.split("\r\n")[0] ?? "")).on("error", reject);
  });
}

test.each([1, 1000, 70_000, 300_000])("an answer ahead of a body of %i bytes arrives every time", async (size) => {
  const edge = await freshEdge();
  await deploy(edge, "early", { source });
  const lines = new Set<string>();
  for (let round = 0; round < ROUNDS; round++) lines.add(await post(edge.port, size));
  expect([...lines]).toEqual(["HTTP/1.1 405 Method Not Allowed"]);
});
