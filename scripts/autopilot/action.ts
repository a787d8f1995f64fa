// What the autopilot may do, as data: a plan can be shown, compared and tested without anything happening. Each action is
// one that may be repeated, because the autopilot may die after it and the next plan is made from what stands then.

import { spanText } from "../terminal/meshtable.ts";

export type Action =
  | { readonly kind: "renew-keyring" }
  | { readonly kind: "publish-lists" }
  /** A mint that somebody began. */
  | { readonly kind: "resume"; readonly hostname: string; readonly service: string; readonly zone: string }
  /** One on an account that is in trouble. */
  | { readonly kind: "abandon"; readonly hostname: string; readonly service: string; readonly zone: string }
  | { readonly kind: "deploy"; readonly account: string; readonly zone: string; readonly why: "missing" | "outdated" }
  | { readonly kind: "remove"; readonly account: string; readonly zone: string; readonly name: string }
  | {
      readonly kind: "mint";
      readonly order: number;
      readonly service: string;
      readonly zone: string;
      readonly account: string;
    }
  /** Look at what the warden wishes to be probed, from a place of the config's. */
  | { readonly kind: "probe"; readonly vantage: string; readonly hostname: string }
  /** Order a replacement for the service's oldest mirror. */
  | { readonly kind: "rotate"; readonly service: string; readonly olderThanSeconds: number }
  | Hold;

/** What is wanted and not done now. */
export interface Hold {
  readonly kind: "hold";
  readonly service: string;
  readonly why: "weather" | "spacing" | "daylight" | "no zone";
  /** Orders that wait. */
  readonly count: number;
  readonly detail?: string;
  /** Seconds since the epoch, where it is known. */
  readonly until?: number;
}

export type Deed = Exclude<Action, Hold>;

export function isDeed(action: Action): action is Deed {
  return action.kind !== "hold";
}

/** One line for a person; `now` in seconds. */
export function actionText(action: Action, now: number): string {
  switch (action.kind) {
    case "renew-keyring":
      return "sign the keyring anew";
    case "publish-lists":
      return "publish the sealed lists";
    case "resume":
      return `go on minting ${action.hostname}`;
    case "abandon":
      return `give up minting ${action.hostname}: its account is in trouble`;
    case "deploy":
      return `deploy ${action.zone}'s relay: it is ${action.why}`;
    case "remove":
      return `remove ${action.zone}'s relay: no mirror needs it`;
    case "mint":
      return `mint a mirror of ${action.service} on ${action.zone} (account ${action.account}, order ${action.order})`;
    case "probe":
      return `look at ${action.hostname} from ${action.vantage}: is it blocked there?`;
    case "rotate":
      return `order a replacement for ${action.service}'s oldest mirror: it is older than ${spanText(action.olderThanSeconds)}`;
    case "hold":
      return holdText(action, now);
  }
}

function holdText({ service, why, count, detail, until }: Hold, now: number): string {
  const orders = `${count} ${count === 1 ? "order" : "orders"} of ${service} ${count === 1 ? "waits" : "wait"}`;
  const after = until === undefined ? "" : `, for ${spanText(until - now)} more`;
  const reasons: Readonly<Record<Hold["why"], string>> = {
    weather: `the national net is down or on a whitelist (${detail ?? ""}): no new hostname helps; minting resumes after it`,
    spacing: `mirrors released together are found together${after}`,
    daylight: "a mirror that only grew old is replaced while its readers sleep",
    "no zone": "no zone is left; add one to the config, or see to the trouble of its account",
  };
  return `${orders}: ${reasons[why]}`;
}
