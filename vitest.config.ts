import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

// Two kinds of test. `test/workers/<name>/` runs inside workerd with the bindings of wrangler.toml's [env.<name>];
// everything else runs in Node and drives real processes: the edge, workerd, a browser.
const inWorkerd = (name: string, bindings: Record<string, string> = {}) => ({
  plugins: [
    cloudflareTest({ wrangler: { configPath: "./wrangler.toml", environment: name }, miniflare: { bindings } }),
  ],
  test: { name, include: [`test/workers/${name}/**/*.test.ts`] },
});

// What `hezar` sets as secrets. The keys are of the seeds 7,7,7… (root) and 9,9,9… (online).
const wardenSecrets = {
  ADMIN_TOKEN: "admin-token-of-the-tests",
  BEACON_TOKEN: "beacon-token-of-the-tests",
  ONLINE_KEY: '{"id":1,"seed":"CQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQk"}',
  ROOT_KEY: "6kpsY-KcUgq-9VB7Ey7F-ZVHdq6-vnuSQh7qaRRG0iw",
};

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
      inWorkerd("beacon", { BEACON_TOKEN: wardenSecrets.BEACON_TOKEN }),
      inWorkerd("warden", wardenSecrets),
    ],
  },
});
