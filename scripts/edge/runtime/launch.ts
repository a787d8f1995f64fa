// Puts one version on the road: configuration, sockets, process. Sockets live in a short private directory of their own,
// because a Unix socket's path may have about 100 bytes and a state directory may lie deep.
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ok, type Result } from "../../../shared/domain/result.ts";
import { writeConfig } from "./config.ts";
import type { Wards } from "./orphans.ts";
import type { Wiring, WorkerSpec } from "./spec.ts";
import { startWorkerd, type WorkerdProcess } from "./workerd.ts";

export interface Running {
  readonly spec: WorkerSpec;
  readonly process: WorkerdProcess;
  readonly httpSocket: string;
  readonly cronSocket: string;
}
export interface LaunchOptions {
  readonly runDirectory: string;
  readonly wiring: Wiring;
  readonly wards: Wards;
  readonly onOutput: (key: string, text: string) => void;
}
export type Launch = (spec: WorkerSpec, mode: { readonly trial: boolean }) => Promise<Result<Running>>;

const socketPathBytesMax = 60;

export function createRunDirectory(): string {
  const root = tmpdir().length > socketPathBytesMax ? "/tmp" : tmpdir();
  return mkdtempSync(join(root, "edge-"));
}

export function createLaunch({ runDirectory, wiring, wards, onOutput }: LaunchOptions): Launch {
  let launches = 0;
  return async (spec, { trial }) => {
    launches += 1;
    const httpSocket = join(runDirectory, `${launches}.http`);
    const cronSocket = join(runDirectory, `${launches}.cron`);
    const configPath = join(spec.directory, trial ? "trial.capnp" : "serve.capnp");
    if (spec.objects.length > 0) mkdirSync(spec.objectDirectory, { recursive: true });
    writeFileSync(configPath, writeConfig(spec, { wiring, httpSocket, cronSocket, trial }));
    chmodSync(configPath, 0o600);
    const started = await startWorkerd({
      configPath,
      sockets: spec.scheduled ? 2 : 1,
      experimental: spec.scheduled,
      wards,
      marker: runDirectory,
      onOutput: (text) => onOutput(spec.key, text),
    });
    if (!started.ok) return started;
    void started.value.exited.then(() => {
      rmSync(httpSocket, { force: true });
      rmSync(cronSocket, { force: true });
    });
    return ok({ spec, process: started.value, httpSocket, cronSocket });
  };
}
