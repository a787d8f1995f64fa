// The way to the reader's sealed jar (failover/jarstage.ts), which most requests never go.

import type { JarAsker, JarPorts, JarStage } from "./failover/jarstage.ts";

export interface RelayJar {
  /** The header beside what an answer sets; undefined: it sets nothing, or this reader has no jar. */
  headerFor(answer: Response, asker: JarAsker, url: URL): Promise<string | undefined>;
  answer: JarStage["answer"];
}

export function createRelayJar(ports: JarPorts): RelayJar {
  let stage: Promise<JarStage> | undefined;
  const load = async () => (await import("./failover/index.ts")).createJarStage(ports);
  const loaded = () => {
    stage ??= load();
    return stage;
  };
  return {
    async headerFor({ headers }, asker, url) {
      return headers.has("set-cookie") ? (await loaded()).tell(headers.getSetCookie(), asker, url) : undefined;
    },
    answer: async (request, asker, url) => (await loaded()).answer(request, asker, url),
  };
}
