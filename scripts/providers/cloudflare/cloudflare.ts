// Cloudflare, or whatever speaks its REST API: the edge on one machine is the same code with another base URL.

import { type Clock, systemClock } from "../../clock.ts";
import { buildOf } from "../build.ts";
import { type Provider, ProviderError, type WorkerSpec } from "../provider.ts";
import { type ClientOptions, createClient } from "./client.ts";
import { createDns } from "./dns.ts";
import { createGuard } from "./guard.ts";
import { createKv } from "./kv.ts";
import { createLogging } from "./logging.ts";
import { createRoutes } from "./routes.ts";
import { createTags, type Tags } from "./tags.ts";
import { createWorkers, type StandingWorker } from "./workers.ts";
import { createZones } from "./zones.ts";

export const CLOUDFLARE_API_URL = "https://api.cloudflare.com/client/v4";

export interface CloudflareOptions extends Omit<ClientOptions, "clock" | "apiUrl"> {
  readonly apiUrl?: string;
  readonly accountId: string;
  readonly meshId: string;
  readonly clock?: Clock;
  /** A local edge: where its workers.localhost names answer. */
  readonly local?: { readonly scheme: "http" | "https"; readonly port: number };
}

export function createCloudflare(options: CloudflareOptions): Provider {
  const { accountId, clock = systemClock, apiUrl = CLOUDFLARE_API_URL } = options;
  const client = createClient({ ...options, apiUrl, clock });
  const tags = createTags(options.meshId);
  const workers = createWorkers(client, accountId);
  const routes = createRoutes(client);
  const dns = createDns(client, tags.mark);
  const kv = createKv(client, accountId);
  const zones = createZones(client, accountId);
  const logging = createLogging(client, accountId);
  const guard = createGuard(client, tags.mark);

  const leadZone = async (zone: string, script: string, standing: readonly StandingWorker[]) => {
    const zoneId = await zones.idOf(zone);
    const isOurs = (name: string) => standing.some((worker) => worker.name === name && tags.isOurs(worker.tags));
    const named = await dns.ensure(zoneId, zone);
    return (await routes.ensure({ zoneId, zone, script }, isOurs)) || named;
  };

  return {
    verify: async () => {
      await workers.list();
      await kv.verify();
    },
    list: async () => (await workers.list()).flatMap(({ name, tags: marks }) => tags.read(name, marks) ?? []),
    ensure: async (spec) => {
      const standing = await workers.list();
      const uploaded = await ensureUpload(spec, { standing, tags, upload: workers.upload });
      const onSuffix = await workers.ensureOnSuffix(spec);
      const timed = await workers.ensureCrons(spec);
      const silenced = await logging.ensureOff(spec.name);
      const led = spec.zone === undefined ? false : await leadZone(spec.zone, spec.name, standing);
      return { changed: uploaded || onSuffix || timed || silenced || led };
    },
    // The script goes last: while it stands, its tags tell the next run what else there is to remove.
    remove: async ({ name, zone }) => {
      const standing = (await workers.list()).find((worker) => worker.name === name);
      if (standing !== undefined && !tags.isOurs(standing.tags)) throw notOurs(name);
      const led = zone ?? tags.read(name, standing?.tags ?? [])?.zone;
      const zoneId = led === undefined ? undefined : await zones.find(led);
      if (led !== undefined && zoneId !== undefined) {
        await routes.remove({ zoneId, zone: led, script: name });
        await dns.remove(zoneId);
        await guard.remove(zoneId);
      }
      if (standing !== undefined) await workers.remove(name);
    },
    ensureGuard: async (zone, wanted) => guard.ensure(await zones.idOf(zone), wanted),
    guardOf: async (zone) => guard.read(await zones.idOf(zone)),
    ensureNamespace: kv.ensureNamespace,
    readValue: kv.readValue,
    suffixUrl: async (name) => suffixUrl(name, await workers.accountSubdomain(), options.local),
    zones: zones.states,
    logging: logging.read,
    usage: async (names) => {
      const routesOf = async (zone: string) => {
        const zoneId = await zones.find(zone);
        return zoneId === undefined ? [] : [{ zone, count: await routes.count(zoneId) }];
      };
      return {
        workers: await workers.count(),
        namespaces: await kv.count(),
        routes: (await Promise.all(names.map(routesOf))).flat(),
      };
    },
  };
}

async function ensureUpload(
  spec: WorkerSpec,
  options: {
    readonly standing: readonly StandingWorker[];
    readonly tags: Tags;
    readonly upload: ReturnType<typeof createWorkers>["upload"];
  },
): Promise<boolean> {
  const build = buildOf(spec);
  const there = options.standing.find(({ name }) => name === spec.name);
  if (there !== undefined && !options.tags.isOurs(there.tags)) throw notOurs(spec.name);
  const deployed = options.tags.read(spec.name, there?.tags ?? []);
  if (deployed?.build === build && deployed.zone === spec.zone) return false;
  const tags = options.tags.write({ build, ...(spec.zone === undefined ? {} : { zone: spec.zone }) });
  await options.upload(spec, { tags, ...(there === undefined ? {} : { standing: there }) });
  return true;
}

function notOurs(name: string): ProviderError {
  return new ProviderError("refused", `The account has a Worker ${name} that is not this mesh's.`, {
    next: "Remove or rename that Worker yourself, or use another account: what does not carry this mesh's tag is never touched.",
  });
}

function suffixUrl(name: string, subdomain: string | undefined, local: CloudflareOptions["local"]): string {
  if (subdomain === undefined) {
    throw new ProviderError("refused", "The account has no workers.dev subdomain yet.", {
      next: "Open “Workers & Pages” in the provider's dashboard once; it asks for a subdomain.",
    });
  }
  if (local === undefined) return `https://${name}.${subdomain}.workers.dev`;
  return `${local.scheme}://${name}.${subdomain}.workers.localhost:${local.port}`;
}
