// A Telegram bot. The token is part of the address, so no error may carry the address.

import { type Channel, messageText, messageTitle } from "./notice.ts";

export const TELEGRAM_API = "https://api.telegram.org";
const TIMEOUT_MILLISECONDS = 15_000;
/** The Bot API takes 4,096 characters. */
const TEXT_MOST = 4_000;

export interface TelegramOptions {
  readonly apiUrl: string;
  readonly token: string;
  readonly chat: string;
}

export function createTelegram({ apiUrl, token, chat }: TelegramOptions): Channel {
  return {
    name: "telegram",
    send: async (message) => {
      const text = `${messageTitle(message)}\n\n${messageText(message)}`.slice(0, TEXT_MOST);
      const json = { chat_id: chat, text, link_preview_options: { is_disabled: true } };
      const response = await ask(`${apiUrl.replace(/\/$/, "")}/bot${token}/sendMessage`, json);
      await response.body?.cancel();
      if (!response.ok) throw new Error(`the Bot API answers HTTP ${response.status}`);
    },
  };
}

async function ask(url: string, json: object): Promise<Response> {
  try {
    return await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(json),
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
    });
  } catch {
    throw new Error("the Bot API cannot be reached");
  }
}
