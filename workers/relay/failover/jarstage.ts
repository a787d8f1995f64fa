// Who the jar is for: a reader of this very mirror, on a service whose relays may see cookies.

import type { Tier } from "../../../shared/domain/boat.ts";
import type { JarKeys } from "../../../shared/domain/jarkeys.ts";
import type { Service } from "../../../shared/domain/service.ts";
import type { Boats } from "../boats.ts";
import type { FoundMirror, Spot } from "../identify.ts";
import type { HeldTicket } from "../passes.ts";
import type { StandpointOf } from "../standpoint.ts";
import { bringHome, exportJar, type OwnJarReader, tellJar } from "./ownjar.ts";

export interface JarPorts {
  readonly jarKeys: (service: string) => Promise<JarKeys | undefined>;
  readonly serviceOf: (id: string) => Promise<Service | undefined>;
  readonly boats: Pick<Boats, "keyOf">;
  readonly standpointOf: StandpointOf;
  /** Seconds since the epoch. */
  readonly now: () => number;
}

export interface JarAsker {
  readonly spot: Spot;
  readonly mirror: FoundMirror;
  readonly held: HeldTicket;
}

export interface JarStage {
  /** For the header; undefined: this reader has no jar. */
  tell(lines: readonly string[], asker: JarAsker, url: URL): Promise<string | undefined>;
  /** GET exports, POST brings home. */
  answer(request: Request, asker: JarAsker, url: URL): Promise<Response>;
}

const NO_STORE = { "cache-control": "no-store" };
const HOME_BYTES_MOST = 512 * 1024;

export function createJarStage({ jarKeys, serviceOf, boats, standpointOf, now }: JarPorts): JarStage {
  const readerOf = async ({ spot, mirror, held }: JarAsker, url: URL): Promise<OwnJarReader | undefined> => {
    const [keys, service] = await Promise.all([jarKeys(mirror.service), serviceOf(mirror.service)]);
    const tier: Tier = service?.tier ?? "operator";
    if (!keys || !service || tier === "volunteer") return undefined;
    const { names } = standpointOf(service, mirror, url);
    const boatKey = await boats.keyOf(spot.hostname, held);
    const { reader } = held.ticket;
    return {
      jarKeys: keys,
      service: service.id,
      reader,
      boatKey,
      hostname: spot.hostname,
      door: mirror.door,
      names,
      now: now(),
    };
  };
  return {
    async tell(lines, asker, url) {
      const reader = await readerOf(asker, url);
      return reader && tellJar(lines, reader);
    },
    async answer(request, asker, url) {
      const reader = await readerOf(asker, url);
      if (reader === undefined) return new Response(null, { status: 404, headers: NO_STORE });
      const cookies = request.headers.get("cookie") ?? "";
      if (request.method !== "POST") return new Response(await exportJar(cookies, reader), { headers: NO_STORE });
      const length = Number(request.headers.get("content-length") ?? Number.POSITIVE_INFINITY);
      const body = length <= HOME_BYTES_MOST ? new Uint8Array(await request.arrayBuffer()) : new Uint8Array();
      const lines = await bringHome(body, { cookies, reader });
      const headers = new Headers(NO_STORE);
      for (const line of lines ?? []) headers.append("set-cookie", line);
      return new Response(null, { status: lines ? 204 : 403, headers });
    },
  };
}
