// Fill orders: for each, an intent in the warden, then the mirror's steps. An order whose mirror failed is tried once more
// elsewhere before the next, until no zone is left.

import type { Mirror, Order } from "../../shared/wardenapi.ts";
import { chooseZone } from "./choose.ts";
import { claimOrder } from "./claim.ts";
import { MintFailure } from "./failure.ts";
import { finish } from "./finish.ts";
import type { MeshZone } from "./mesh.ts";
import { findPlace } from "./relay.ts";
import { shutPlaces } from "./room.ts";
import { noteFailure, type Run } from "./run.ts";

export interface FillOptions {
  readonly count?: number;
  readonly service?: string;
}

export async function fillOrders(run: Run, options: FillOptions): Promise<void> {
  const open = await openOrders(run, options);
  const limit = options.count ?? open.length;
  const orders = limit <= open.length ? open : await orderMore(run, options, limit - open.length);
  const exhausted = new Set<string>();
  for (const order of orders.slice(0, limit)) {
    if (!exhausted.has(order.service) && !(await fill(order, run))) exhausted.add(order.service);
  }
}

/** False where no zone is left for the order's service. */
async function fill(order: Order, run: Run): Promise<boolean> {
  for (;;) {
    const mirror = await claim(order, run);
    if (mirror === "no zone") return false;
    if (mirror === "taken" || (await finish(mirror, run)) !== "abandoned") return true;
  }
}

async function claim(order: Order, run: Run): Promise<Mirror | "no zone" | "taken"> {
  const { warden, mesh, unwell } = run;
  const zones = mesh.zones.filter(({ zone }) => findPlace(zone, run) !== undefined);
  for (;;) {
    const status = await warden.status();
    const apart = mesh.apart ?? [];
    const zone = chooseZone({ service: order.service, zones, status, unwell, apart });
    if (zone === undefined) {
      noteFailure(run, noZone(order.service, run), { service: order.service });
      return "no zone";
    }
    const shut = await shutPlaces(run, { accounts: [zone.account], unwell });
    if (!shut.has(zone.zone) && !shut.has(zone.account)) return claimOrder(order, { zone, status }, run);
  }
}

async function openOrders({ warden }: Run, { service }: FillOptions): Promise<readonly Order[]> {
  const orders = await warden.orders();
  return orders.filter((order) => order.state === "open" && (service === undefined || order.service === service));
}

/** Orders `missing` more, spread over the services, the first ones taking what does not divide; gives all open ones. */
async function orderMore(run: Run, options: FillOptions, missing: number): Promise<readonly Order[]> {
  const services = options.service === undefined ? run.mesh.services.map(({ id }) => id) : [options.service];
  for (const [at, service] of services.entries()) {
    const count = Math.floor(missing / services.length) + (at < missing % services.length ? 1 : 0);
    if (count > 0) await run.warden.order({ service, count });
  }
  return openOrders(run, options);
}

function noZone(service: string, { unwell, mesh }: Run): MintFailure {
  const away = mesh.zones.filter((zone) => zone.service === service && mesh.namespaces[zone.account] === undefined);
  return new MintFailure(`No zone is left for a mirror of ${service}.`, { next: adviceOf(unwell.size > 0, away) });
}

function adviceOf(someFailed: boolean, away: readonly MeshZone[]): string {
  if (someFailed) return "See to the trouble told above, then run mint again.";
  const names = away.map(({ zone }) => zone).join(", ");
  if (away.length > 0)
    return `${names}: nobody knows these accounts' KV yet. Run \`hezar up\`, which tells what keeps it from them.`;
  return "Every zone of the service is burned or unknown to the warden: add a zone to the config, then run `hezar up`.";
}
