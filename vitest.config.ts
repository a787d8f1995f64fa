import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

// Two kinds of test. `test/workers/<name>/` runs inside workerd with the bindings of wrangler.toml's [env.<name>];
// everything else runs in Node and drives real processes: the edge, workerd, a browser.
const inWorkerd = (name: string) => ({
  plugins: [cloudflareTest({ wrangler: { configPath: "./wrangler.toml", environment: name } })],
  test: { name, include: [`test/workers/${name}/**/*.test.ts`] },
});

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "node",
          include: ["test/**/*.test.ts"],
          exclude: ["test/workers/**"],
          globalSetup: ["test/support/browser-setup.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      inWorkerd("relay"),
      inWorkerd("beacon"),
      inWorkerd("warden"),
    ],
  },
});
