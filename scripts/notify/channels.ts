// The config's channels, with their secrets from the environment. One whose secret is missing is said and left out.

import type { NotifyConfig } from "../../shared/config.ts";
import type { Clock } from "../clock.ts";
import type { Screen } from "../terminal/screen.ts";
import { createMail } from "./mail.ts";
import type { Channel } from "./notice.ts";
import { createTelegram, TELEGRAM_API } from "./telegram.ts";
import { createWebhook } from "./webhook.ts";

export interface Channels {
  readonly channels: readonly Channel[];
  /** As sentences. */
  readonly missing: readonly string[];
}

export function openChannels(
  { webhook, mail, telegram }: NotifyConfig,
  { env, clock }: { readonly env: Screen["env"]; readonly clock: Clock },
): Channels {
  const missing: string[] = [];
  const channels: Channel[] = [];
  const secretOf = (channel: string, name: string): string | undefined => {
    const secret = env[name];
    if (secret !== undefined && secret !== "") return secret;
    missing.push(`notify.${channel}: the environment variable ${name} is not set, so it tells nobody`);
    return undefined;
  };
  const secret = webhook && secretOf("webhook", webhook.secretEnv);
  if (webhook && secret) channels.push(createWebhook({ url: webhook.url, secret, clock }));
  if (mail) {
    const { user, passwordEnv, ...server } = mail;
    const password = passwordEnv === undefined ? undefined : secretOf("mail", passwordEnv);
    if (user === undefined) channels.push(createMail(server));
    else if (passwordEnv === undefined)
      missing.push("notify.mail: it has a user and no passwordEnv, so it tells nobody");
    else if (password !== undefined) channels.push(createMail({ ...server, login: { user, password } }));
  }
  const token = telegram && secretOf("telegram", telegram.tokenEnv);
  if (telegram && token)
    channels.push(createTelegram({ apiUrl: telegram.apiUrl ?? TELEGRAM_API, token, chat: telegram.chat }));
  return { channels, missing };
}
