import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const BIN = fileURLToPath(new URL("../../../scripts/bin.mjs", import.meta.url));

test("hezar start on a port that is taken says so and ends, instead of moving where no link leads", async () => {
  const state = await mkdtemp(join(tmpdir(), "hezar-port-"));
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const address = other.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const said = await new Promise<string>((resolve) => {
    const words = [BIN, "start", "--json", "--state", state, "--port", String(port)];
    execFile(process.execPath, words, { timeout: 50_000 }, (error, _out, err) => resolve(`${error?.code} ${err}`));
  });
  other.close();
  await rm(state, { recursive: true });
  expect(said).toMatch(new RegExp(`^1 .*Port ${port} is taken`, "s"));
});
