// Which open orders are filled now, and where. Not in a national shutdown, for no hostname helps in it. Not all at once:
// names that appear together are found together. A replacement for what only grew old waits for the quiet hours.

import type { MeshStatus, Mirror, Order } from "../../../shared/wardenapi.ts";
import { chooseZone } from "../../mint/choose.ts";
import type { Action, Hold } from "../action.ts";
import type { Desired } from "../desired.ts";
import { type Observed, spentAccounts, troubledAccounts } from "../observed.ts";
import { isQuiet } from "../quiethours.ts";
import { badWeather } from "../weather.ts";
import { allowance } from "./spacing.ts";

export function planFill(desired: Desired, observed: Observed, now: number): readonly Action[] {
  const services = observed.status.services.map(({ id }) => id);
  let seen = observed;
  return services.flatMap((service) => {
    const actions = fillService(service, { desired, observed: seen, now });
    seen = { ...seen, status: withPlanned(seen.status, actions) };
    return actions;
  });
}

interface Look {
  readonly desired: Desired;
  readonly observed: Observed;
  readonly now: number;
}

function fillService(service: string, { desired, observed, now }: Look): readonly Action[] {
  const { status } = observed;
  const open = status.orders.filter((order) => order.service === service && order.state === "open");
  if (open.length === 0) return [];
  const hold = (why: Hold["why"], count: number, more: Pick<Hold, "detail" | "until"> = {}): readonly Action[] =>
    count === 0 ? [] : [{ kind: "hold", service, why, count, ...more }];
  const weather = badWeather(status, desired.country);
  if (weather !== undefined) return hold("weather", open.length, { detail: `${desired.country}: ${weather}` });

  const night = isQuiet(now, desired.quietHours, desired.timeZone);
  const due = open.filter((order) => night || !isForAge(order));
  const spacing = allowance(service, { status, release: desired.release, now });
  const mints: Action[] = [];
  let without = 0;
  for (const order of due.slice(0, spacing.allowed)) {
    const action = placeOrder(order, { desired, observed: { ...observed, status: withPlanned(status, mints) } });
    if (action === undefined) without += 1;
    else mints.push(action);
  }
  return [
    ...mints,
    ...hold("no zone", without),
    ...hold("spacing", Math.max(0, due.length - spacing.allowed), { until: spacing.until }),
    ...hold("daylight", open.length - due.length),
  ];
}

function placeOrder(order: Order, { desired, observed }: Omit<Look, "now">): Action | undefined {
  const { unwell: failed, shut = [] } = observed;
  const unwell = new Set([...failed, ...shut, ...troubledAccounts(observed), ...spentAccounts(observed)]);
  const { zones, apart } = desired;
  const zone = chooseZone({ service: order.service, zones, status: observed.status, unwell, apart });
  return zone && { kind: "mint", order: order.id, service: order.service, zone: zone.zone, account: zone.account };
}

function isForAge({ reason }: Order): boolean {
  return reason === "rotate";
}

/** The mesh as it will be: the next order must not be placed as if the one before had not been. */
function withPlanned(status: MeshStatus, actions: readonly Action[]): MeshStatus {
  const planned = actions.flatMap((action): readonly Mirror[] => {
    if (action.kind !== "mint") return [];
    const { zone, account, service, order } = action;
    const hostname = `order-${order}.${zone}`;
    const blank = { door: "", origin: "", createdAt: status.now, changedAt: status.now, groups: 0 };
    return [{ hostname, zone, account, service, state: "minting", ...blank }];
  });
  return { ...status, mirrors: [...status.mirrors, ...planned] };
}
