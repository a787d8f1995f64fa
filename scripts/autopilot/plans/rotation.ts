// Replacing a mirror because it is old. Assignment is sticky and rotation leaks, so it happens only where the operator asked
// for it by an age, in the readers' quiet hours, one mirror of a service at a time and never while anything else is wanted.

import { isUsable } from "../../../shared/domain/mirror.ts";
import { isStanding } from "../../../shared/wardenapi.ts";
import type { Action } from "../action.ts";
import type { Desired } from "../desired.ts";
import type { Observed } from "../observed.ts";
import { isQuiet } from "../quiethours.ts";
import { badWeather } from "../weather.ts";

export function planRotation(desired: Desired, { status }: Observed, now: number): readonly Action[] {
  const { rotateAfterSeconds, quietHours, timeZone, country } = desired;
  if (rotateAfterSeconds === undefined || !isQuiet(now, quietHours, timeZone)) return [];
  if (badWeather(status, country) !== undefined) return [];
  return status.services
    .map(({ id }) => id)
    .filter((service) => !status.orders.some((order) => order.service === service && isStanding(order)))
    .filter((service) =>
      status.mirrors.some(
        ({ service: own, state, drainsUntil, createdAt }) =>
          own === service && isUsable(state) && drainsUntil === undefined && now - createdAt >= rotateAfterSeconds,
      ),
    )
    .map((service) => ({ kind: "rotate", service, olderThanSeconds: rotateAfterSeconds }));
}
