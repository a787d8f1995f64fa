// A webhook: the message as JSON, signed so that whoever receives it knows that it is ours and fresh. The signature is
// HMAC-SHA256 over `<unix seconds>.<body>`, in the header as `t=<seconds>,v1=<hex>`, the form of Stripe's webhooks, for
// which receivers have libraries.

import { createHmac } from "node:crypto";
import type { Clock } from "../clock.ts";
import type { Channel } from "./notice.ts";

export const SIGNATURE_HEADER = "hezar-signature";
const TIMEOUT_MILLISECONDS = 15_000;

export interface WebhookOptions {
  readonly url: string;
  readonly secret: string;
  readonly clock: Clock;
}

export function createWebhook({ url, secret, clock }: WebhookOptions): Channel {
  return {
    name: "webhook",
    send: async (message) => {
      const body = JSON.stringify(message);
      const response = await fetch(url, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          [SIGNATURE_HEADER]: sign(body, { secret, at: Math.floor(clock.now() / 1000) }),
        },
        body,
        redirect: "error",
        signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
      });
      await response.body?.cancel();
      if (!response.ok) throw new Error(`HTTP ${response.status}`);
    },
  };
}

/** `at`: seconds since the epoch. */
export function sign(body: string, { secret, at }: { readonly secret: string; readonly at: number }): string {
  return `t=${at},v1=${createHmac("sha256", secret).update(`${at}.${body}`).digest("hex")}`;
}
