// Worker scripts: what stands, uploading, crons, the name on workers.dev.

import * as v from "valibot";
import type { WorkerSpec } from "../provider.ts";
import type { Client } from "./client.ts";
import { CODE, isCode } from "./errors.ts";
import { uploadForm } from "./upload.ts";

export interface StandingWorker {
  readonly name: string;
  readonly tags: readonly string[];
  /** Empty where it declared no class yet. */
  readonly migrationTag: string;
}

const OUR_NAMES = "hezar-";

const tagList = v.nullish(v.array(v.string()));
const Script = v.object({ id: v.string(), tags: tagList, migration_tag: v.nullish(v.string()) });
const Settings = v.object({ tags: tagList });
const Schedules = v.object({ schedules: v.array(v.object({ cron: v.string() })) });
const Subdomain = v.object({ subdomain: v.string() });
const OnSuffix = v.object({ enabled: v.boolean() });

export interface Workers {
  list(): Promise<readonly StandingWorker[]>;
  /** All of the account, ours or not. */
  count(): Promise<number>;
  upload(
    spec: WorkerSpec,
    options: { readonly tags: readonly string[]; readonly standing?: StandingWorker },
  ): Promise<void>;
  /** Both change what differs and tell whether anything did. */
  ensureCrons(spec: WorkerSpec): Promise<boolean>;
  ensureOnSuffix(spec: WorkerSpec): Promise<boolean>;
  remove(name: string): Promise<void>;
  accountSubdomain(): Promise<string | undefined>;
}

export function createWorkers(client: Client, accountId: string): Workers {
  const base = `/accounts/${encodeURIComponent(accountId)}/workers`;
  const at = (name: string) => `${base}/scripts/${encodeURIComponent(name)}`;

  // Not every version of the API names the tags in the list. One call a script is dear, so only names like ours are asked for.
  const tagsOf = async ({ id, tags }: v.InferOutput<typeof Script>) => {
    if (tags !== undefined || !id.startsWith(OUR_NAMES)) return tags ?? [];
    return (await client.call(Settings, { method: "GET", path: `${at(id)}/settings` })).tags ?? [];
  };

  return {
    list: async () => {
      const workers = [];
      for (const script of await client.list(Script, { path: `${base}/scripts` })) {
        workers.push({ name: script.id, tags: await tagsOf(script), migrationTag: script.migration_tag ?? "" });
      }
      return workers;
    },
    count: async () => (await client.list(Script, { path: `${base}/scripts` })).length,
    upload: async (spec, { tags, standing }) => {
      const form = uploadForm(spec, { tags, migrationTag: standing?.migrationTag });
      await client.call(v.unknown(), { method: "PUT", path: at(spec.name), form });
    },
    ensureCrons: async ({ name, crons }) => {
      const path = `${at(name)}/schedules`;
      const { schedules } = await client.call(Schedules, { method: "GET", path });
      if (
        sameSet(
          schedules.map(({ cron }) => cron),
          crons,
        )
      )
        return false;
      await client.call(v.unknown(), { method: "PUT", path, json: crons.map((cron) => ({ cron })) });
      return true;
    },
    ensureOnSuffix: async ({ name, onProviderSuffix }) => {
      const path = `${at(name)}/subdomain`;
      if ((await client.call(OnSuffix, { method: "GET", path })).enabled === onProviderSuffix) return false;
      await client.call(v.unknown(), {
        method: "POST",
        path,
        json: { enabled: onProviderSuffix, previews_enabled: false },
      });
      return true;
    },
    remove: async (name) => {
      try {
        // `force`: the beacon's binding to the warden must not keep the warden alive.
        await client.call(v.unknown(), { method: "DELETE", path: at(name), query: { force: "true" } });
      } catch (error) {
        if (!isCode(error, CODE.workerNotFound, CODE.serviceNotFound)) throw error;
      }
    },
    accountSubdomain: async () => {
      try {
        return (await client.call(Subdomain, { method: "GET", path: `${base}/subdomain` })).subdomain;
      } catch (error) {
        if (isCode(error, CODE.workerNotFound)) return undefined;
        throw error;
      }
    },
  };
}

function sameSet(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((item) => right.includes(item));
}
