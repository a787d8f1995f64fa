// A port for a program that cannot pick one itself. It lies below those the system hands out by itself (32768 and up on
// Linux), so nobody is given it between this look and that program's start.

import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";

const LOWEST = 20_000;
const HANDED_OUT = 32_768;

export async function pickPort(): Promise<number> {
  const port = randomInt(LOWEST, HANDED_OUT);
  const server = createServer();
  const heard = new Promise<boolean>((resolve) => {
    server.once("error", () => resolve(false)).listen(port, "127.0.0.1", () => resolve(true));
  });
  if (!(await heard)) return pickPort();
  server.close();
  await once(server, "close");
  return port;
}
