// What every provider must do, whatever it deploys to. An implementation passes by running this suite on ground of its own.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type LogKind, type Provider, ProviderError, type WorkerSpec } from "../../scripts/providers/provider.ts";

/** A place to deploy to, and the hand of someone else on it. */
export interface Ground {
  /** A provider of the mesh with that id, with a credential that works or one that does not. */
  provider(meshId: string, options?: { readonly badCredential: true }): Provider;
  /** A zone the suite may use up; undefined where there is none, and then nothing about zones is asked. */
  readonly zone: string | undefined;
  readonly foreign: {
    placeWorker(name: string): Promise<void>;
    hasWorker(name: string): Promise<boolean>;
    removeWorker(name: string): Promise<void>;
    /** `pattern` leads to the Worker `script`; answers how to take it away. */
    placeRoute(pattern: string, script: string): Promise<() => Promise<void>>;
    placeAddress(name: string): Promise<() => Promise<void>>;
    /** A rate limiting rule, beside those that stand; undefined where the plan takes one only. */
    placeRule?(zone: string): Promise<void>;
    /** Descriptions and rates of a zone's rate limiting rules, and its ECH. */
    guardOf?(zone: string): Promise<{ readonly rules: readonly (readonly [string, number])[]; readonly ech: unknown }>;
    /** As by a hand in the dashboard; answers what it could switch on. */
    switchLoggingOn(name: string): Promise<readonly LogKind[]>;
    writeValue(namespaceId: string, key: string, value: string): Promise<void>;
  };
  /** What the Worker says at `/`, where asking has an answer at once. */
  ask?(url: string): Promise<string>;
  close(): Promise<void>;
}

const MESH = "contract0001";
const OTHER_MESH = "contract0002";
const NAME = "hezar-contract";

function workerSpec(change: Partial<WorkerSpec> & { readonly says?: string } = {}): WorkerSpec {
  const { says = "one", ...rest } = change;
  const content = `import { text } from "./text.js"; export default { fetch: (_, env) => new Response(text + (env.TAIL ?? "")) };
export class Book { constructor(state) { this.state = state; } fetch() { return new Response("book"); } }
export class Shelf extends Book {}`;
  return {
    name: NAME,
    modules: [
      { name: "main.js", type: "application/javascript+module", content },
      {
        name: "text.js",
        type: "application/javascript+module",
        content: `export const text = ${JSON.stringify(says)};`,
      },
    ],
    compatibilityDate: "2026-10-01",
    compatibilityFlags: [],
    bindings: [{ type: "plain_text", name: "TAIL", text: "!" }],
    durableClasses: [],
    crons: [],
    onProviderSuffix: true,
    ...rest,
  };
}

export function providerContract(name: string, start: () => Promise<Ground>): void {
  describe(`the provider contract: ${name}`, () => {
    let ground: Ground;
    let provider: Provider;
    beforeAll(async () => {
      ground = await start();
      provider = ground.provider(MESH);
    });
    afterAll(async () => {
      if (ground === undefined) return;
      for (const worker of await provider.list()) await provider.remove(worker);
      await ground.close();
    });
    const asked = async () => ground.ask?.(await provider.suffixUrl(NAME));
    const faultOf = (work: Promise<unknown>) =>
      work.then(
        () => "no fault",
        (error: unknown) => (error instanceof ProviderError && error.next !== "" ? error.fault : error),
      );

    it("accepts a good credential and says what to do about a bad one", async () => {
      await provider.verify();
      expect(await faultOf(ground.provider(MESH, { badCredential: true }).verify())).toBe("credential");
    });

    it("deploys once, then changes nothing", async () => {
      expect(await provider.ensure(workerSpec())).toEqual({ changed: true });
      expect(await provider.ensure(workerSpec())).toEqual({ changed: false });
      expect(await provider.list()).toEqual([{ name: NAME, build: expect.stringMatching(/^[0-9a-f]{12}$/) }]);
      if (ground.ask) expect(await asked()).toBe("one!");
    });

    it("deploys again what differs in a module, a binding or a secret", async () => {
      const bindings = [{ type: "secret_text", name: "TAIL", text: "?" }] as const;
      expect(await provider.ensure(workerSpec({ says: "two" }))).toEqual({ changed: true });
      if (ground.ask) expect(await asked()).toBe("two!");
      expect(await provider.ensure(workerSpec({ says: "two", bindings }))).toEqual({ changed: true });
      if (ground.ask) expect(await asked()).toBe("two?");
      expect(await provider.ensure(workerSpec({ says: "two", bindings }))).toEqual({ changed: false });
    });

    it("brings crons and the name on the suffix in line", async () => {
      const timed = workerSpec({ crons: ["*/10 * * * *"], onProviderSuffix: false });
      expect(await provider.ensure(timed)).toEqual({ changed: true });
      expect(await provider.ensure(timed)).toEqual({ changed: false });
      expect(await provider.ensure(workerSpec())).toEqual({ changed: true });
      expect(await provider.ensure(workerSpec())).toEqual({ changed: false });
    });

    it("deploys with no logging, reads back what someone switched on, and switches it off again", async () => {
      await provider.ensure(workerSpec());
      expect(await provider.logging(NAME)).toEqual([]);
      const kinds = await ground.foreign.switchLoggingOn(NAME);
      expect(kinds).toContain("observability");
      expect(await provider.logging(NAME)).toEqual(kinds);
      expect(await provider.ensure(workerSpec())).toEqual({ changed: true });
      expect(await provider.logging(NAME)).toEqual([]);
      expect(await provider.ensure(workerSpec())).toEqual({ changed: false });
      expect(await provider.logging(`${NAME}-never-there`)).toEqual([]);
    });

    it("counts what the account holds, others' Workers included", async () => {
      await provider.ensure(workerSpec());
      await provider.ensureNamespace("hezar-contract");
      const before = await provider.usage(["not-ours.example"]);
      expect(before).toEqual({ workers: expect.any(Number), namespaces: expect.any(Number), routes: [] });
      await ground.foreign.placeWorker("shop");
      expect(await provider.usage([])).toEqual({ ...before, workers: before.workers + 1 });
      await ground.foreign.removeWorker("shop");
    });

    it("declares Durable Object classes once", async () => {
      const lasting = (says: string) =>
        workerSpec({
          says,
          name: `${NAME}-lasting`,
          durableClasses: ["Book"],
          bindings: [{ type: "durable_object_namespace", name: "BOOK", className: "Book" }],
        });
      expect(await provider.ensure(lasting("one"))).toEqual({ changed: true });
      expect(await provider.ensure(lasting("two"))).toEqual({ changed: true });
      expect(await provider.ensure(lasting("two"))).toEqual({ changed: false });
    });

    it("declares a class that a later release brings, beside those that stand", async () => {
      const growing = (...classes: readonly string[]) =>
        workerSpec({
          name: `${NAME}-growing`,
          durableClasses: classes,
          bindings: classes.map((className) => ({
            ...{ type: "durable_object_namespace", name: className.toUpperCase(), className },
          })),
        });
      expect(await provider.ensure(growing("Book"))).toEqual({ changed: true });
      expect(await provider.ensure(growing("Book", "Shelf"))).toEqual({ changed: true });
      expect(await provider.ensure(growing("Book", "Shelf"))).toEqual({ changed: false });
    });

    it("neither lists, replaces nor removes another mesh's Worker, or one without a tag", async () => {
      const other = ground.provider(OTHER_MESH);
      await provider.ensure(workerSpec());
      expect(await other.list()).toEqual([]);
      expect(await faultOf(other.ensure(workerSpec({ says: "mine" })))).toBe("refused");
      expect(await faultOf(other.remove({ name: NAME }))).toBe("refused");

      await ground.foreign.placeWorker("shop");
      expect((await provider.list()).map((worker) => worker.name)).not.toContain("shop");
      expect(await faultOf(provider.ensure(workerSpec({ name: "shop" })))).toBe("refused");
      expect(await faultOf(provider.remove({ name: "shop" }))).toBe("refused");
      expect(await ground.foreign.hasWorker("shop")).toBe(true);
      await ground.foreign.removeWorker("shop");
    });

    it("removes, and finds removing what is gone a success", async () => {
      await provider.ensure(workerSpec());
      await provider.remove({ name: NAME });
      await provider.remove({ name: NAME });
      expect((await provider.list()).map((worker) => worker.name)).not.toContain(NAME);
    });

    it("finds a namespace by its title again, and reads what lies in it", async () => {
      const id = await provider.ensureNamespace("hezar-contract");
      expect(await provider.ensureNamespace("hezar-contract")).toBe(id);
      expect(await provider.readValue(id, "zone:a.example")).toBeUndefined();
      await ground.foreign.writeValue(id, "zone:a.example", '{"success":false}');
      expect(new TextDecoder().decode(await provider.readValue(id, "zone:a.example"))).toBe('{"success":false}');
    });

    it("leads a zone to its relay, again after a removal, and says which zones there are", async ({ skip }) => {
      const { zone } = ground;
      if (zone === undefined) return skip("no zone to test on");
      expect(await provider.zones([zone, "not-ours.example"])).toEqual([{ zone, status: "active" }]);
      expect(await faultOf(provider.ensure(workerSpec({ zone: "not-ours.example" })))).toBe("not found");
      for (const _ of ["first", "again"]) {
        expect(await provider.ensure(workerSpec({ zone }))).toEqual({ changed: true });
        expect(await provider.ensure(workerSpec({ zone }))).toEqual({ changed: false });
        expect(await provider.list()).toContainEqual(expect.objectContaining({ name: NAME, zone }));
        expect((await provider.usage([zone])).routes).toEqual([{ zone, count: 2 }]);
        await provider.remove({ name: NAME });
      }
    });

    it("takes over its own route that leads elsewhere", async ({ skip }) => {
      const { zone } = ground;
      if (zone === undefined) return skip("no zone to test on");
      await provider.ensure(workerSpec({ name: `${NAME}-old`, zone }));
      expect(await provider.ensure(workerSpec({ zone }))).toEqual({ changed: true });
      await provider.remove({ name: `${NAME}-old`, zone });
      expect(await provider.ensure(workerSpec({ zone }))).toEqual({ changed: expect.any(Boolean) });
      expect(await provider.ensure(workerSpec({ zone }))).toEqual({ changed: false });
      await provider.remove({ name: NAME, zone });
    });

    it("guards a zone with a rate for each address and its ECH, and changes only what differs", async ({ skip }) => {
      const { zone, foreign } = ground;
      if (zone === undefined || foreign.guardOf === undefined) return skip("no zone to test on");
      const guard = { requestsPer10Seconds: 150, ech: "off" } as const;
      expect(await provider.ensureGuard(zone, guard)).toEqual({ changed: true, notes: [] });
      expect(await provider.ensureGuard(zone, guard)).toEqual({ changed: false, notes: [] });
      expect(await foreign.guardOf(zone)).toEqual({ rules: [[`hezar:${MESH}`, 150]], ech: "off" });
      expect(await provider.ensureGuard(zone, { ...guard, requestsPer10Seconds: 90 })).toMatchObject({ changed: true });
      expect(await foreign.guardOf(zone)).toEqual({ rules: [[`hezar:${MESH}`, 90]], ech: "off" });
    });

    it("leaves someone else's rate rule alone, and takes its own along with the Worker", async ({ skip }) => {
      const { zone, foreign } = ground;
      if (zone === undefined || foreign.placeRule === undefined) return skip("no zone for a second rule");
      await foreign.placeRule(zone);
      await provider.ensure(workerSpec({ zone }));
      await provider.ensureGuard(zone, { requestsPer10Seconds: 90, ech: "on" });
      const theirs = ["the shop's", 5] as const;
      expect((await foreign.guardOf?.(zone))?.rules).toEqual([theirs, [`hezar:${MESH}`, 90]]);
      await provider.remove({ name: NAME, zone });
      expect((await foreign.guardOf?.(zone))?.rules).toEqual([theirs]);
    });

    it("leaves someone else's route and DNS record alone and says so", async ({ skip }) => {
      const { zone, foreign } = ground;
      if (zone === undefined) return skip("no zone to test on");
      await foreign.placeWorker("shop");
      const dropRoute = await foreign.placeRoute(`${zone}/*`, "shop");
      expect(await faultOf(provider.ensure(workerSpec({ zone })))).toBe("refused");
      await dropRoute();
      await provider.remove({ name: NAME, zone });
      const dropAddress = await foreign.placeAddress(zone);
      expect(await faultOf(provider.ensure(workerSpec({ zone })))).toBe("refused");
      await dropAddress();
      await foreign.removeWorker("shop");
    });
  });
}
