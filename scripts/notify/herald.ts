// Tells the operator what is news, by every channel of the config. A channel that fails is said on the screen, and what only
// failing channels were given counts as untold, so it is tried again; it never stops the autopilot.

import type { Pass } from "../autopilot/pass.ts";
import { type Clock, systemClock } from "../clock.ts";
import type { Operator } from "../operator/operator.ts";
import type { WardenClient } from "../operator/wardenclient.ts";
import type { Screen } from "../terminal/screen.ts";
import { openChannels } from "./channels.ts";
import { isNews, recall, remember, withTold } from "./memory.ts";
import { newsOfEvents, newsOfPass } from "./news.ts";
import type { Channel, Message, Notice } from "./notice.ts";

export interface Herald {
  readonly channels: readonly string[];
  /** What did not work, as sentences. */
  tell(pass: Pass): Promise<readonly string[]>;
  trouble(key: string, says: string): Promise<readonly string[]>;
  /** To every channel, whatever was told before. */
  trial(): Promise<readonly string[]>;
}

export interface HeraldOptions {
  readonly env: Screen["env"];
  readonly warden: Pick<WardenClient, "events" | "status">;
  readonly clock?: Clock;
}

export function createHerald(
  { config, state }: Pick<Operator, "config" | "state">,
  { env, warden, clock = systemClock }: HeraldOptions,
): Herald {
  const { channels, missing } = openChannels(config.notify, { env, clock });
  const isSilent = channels.length === 0;
  const messageOf = (notices: readonly Notice[]): Message => ({
    mesh: config.mesh,
    at: new Date(clock.now()).toISOString(),
    notices,
  });
  const tellNews = async (notices: readonly Notice[], lastEvent?: number) => {
    const now = Math.floor(clock.now() / 1000);
    const known = await recall(state.dir);
    const news = unique(notices).filter(({ key }) => isNews(key, known, now));
    const problems = news.length === 0 ? [] : await sendAll(channels, messageOf(news));
    const isTold = problems.length < channels.length;
    const keys = isTold ? news.map(({ key }) => key) : [];
    const seen = isTold && lastEvent !== undefined ? { lastEvent } : {};
    await remember(state.dir, withTold({ ...known, ...seen }, keys, now));
    return problems;
  };
  return {
    channels: channels.map(({ name }) => name),
    tell: async (pass) => {
      if (isSilent) return missing;
      const { lastEvent } = await recall(state.dir);
      // The first look starts the story here: what happened before anybody asked is no news.
      const events = lastEvent === undefined ? (await warden.status()).events : await warden.events(lastEvent);
      const fresh = lastEvent === undefined ? [] : newsOfEvents(events);
      const newest = events.at(-1)?.id ?? lastEvent ?? 0;
      return [...missing, ...(await tellNews([...fresh, ...newsOfPass(pass)], newest))];
    },
    trouble: async (key, says) => (isSilent ? [] : tellNews([{ key: `trouble ${key}`, level: "trouble", says }])),
    trial: async () => {
      const notice: Notice = { key: "trial", level: "note", says: "A trial: this channel reaches you" };
      return [...missing, ...(await sendAll(channels, messageOf([notice])))];
    },
  };
}

async function sendAll(channels: readonly Channel[], message: Message): Promise<readonly string[]> {
  const sent = await Promise.allSettled(channels.map((channel) => channel.send(message)));
  return sent.flatMap((outcome, at) => {
    if (outcome.status === "fulfilled") return [];
    const why = outcome.reason instanceof Error ? outcome.reason.message : "it failed";
    return [`notify.${channels[at]?.name}: ${why}`];
  });
}

function unique(notices: readonly Notice[]): readonly Notice[] {
  return [...new Map(notices.map((notice) => [notice.key, notice])).values()];
}
