// The config's keys for the autopilot and for what it tells the operator: shape, defaults and what they become.

import * as v from "valibot";

const CLOCK = /^(?:[01]\d|2[0-3]):[0-5]\d$/;
const ENVIRONMENT_NAME = /^[A-Z][A-Z0-9_]{0,63}$/;
const MAIL = /^[^\s@<>]+@[^\s@<>]+$/;

const text = (pattern: RegExp, description: string) => v.pipe(v.string(), v.regex(pattern), v.description(description));
const count = (least: number, most: number, description: string) =>
  v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most), v.description(description));
const environment = (what: string) => text(ENVIRONMENT_NAME, `The NAME of the environment variable that holds ${what}`);
/** A secret or a mirror's name sent in the clear is given away; on this machine nobody listens in. */
const url = (description: string) =>
  v.pipe(v.string(), v.regex(/^https?:\/\//), v.check(isConfidential), v.description(description));
const time = (what: string) => text(CLOCK, `${what}, where the readers are: hours and minutes such as 01:00`);

export const AutopilotSchema = v.strictObject({
  quietHours: v.exactOptional(
    v.strictObject({ from: time("When most have gone to sleep"), to: time("When they get up") }),
  ),
  rotateAfterDays: v.exactOptional(
    count(1, 365, "Replace mirrors older than this in quiet hours; left out, age alone replaces none"),
  ),
  drainHours: v.exactOptional(count(0, 720, "How long a replaced mirror goes on serving who is there")),
  releaseEveryMinutes: v.exactOptional(
    count(0, 1440, "In this time at most releaseMost new mirrors of a service are released"),
  ),
  releaseMost: v.exactOptional(count(1, 20, "How many mirrors of a service may be released close together")),
});

export const NotifySchema = v.strictObject({
  webhook: v.exactOptional(
    v.strictObject({
      url: url("Where notices are sent as JSON: https://, unless it is on this machine"),
      secretEnv: environment("the key that signs them (HMAC-SHA256)"),
    }),
  ),
  mail: v.exactOptional(
    v.strictObject({
      host: text(/^[A-Za-z0-9.:-]{1,253}$/, "The SMTP server, such as smtp.example.org"),
      port: count(1, 65_535, "Its port: 587 (STARTTLS), 465 (TLS), 25"),
      from: text(MAIL, "The sender's address"),
      to: text(MAIL, "Your address"),
      user: v.exactOptional(text(/^\S{1,128}$/, "The name to log in with; left out, nobody logs in")),
      passwordEnv: v.exactOptional(environment("the password")),
    }),
  ),
  telegram: v.exactOptional(
    v.strictObject({
      chat: text(/^-?\d{1,20}$|^@\w{4,64}$/, "The chat's id, or @channel"),
      tokenEnv: environment("the bot's token"),
      apiUrl: v.exactOptional(url("Another address of the Bot API; left out, https://api.telegram.org")),
    }),
  ),
});
export type NotifyConfig = Readonly<v.InferOutput<typeof NotifySchema>>;

export interface AutopilotConfig {
  /** Minutes since midnight where the readers are. From after to: over midnight. */
  readonly quietHours: { readonly fromMinute: number; readonly toMinute: number };
  readonly rotateAfterSeconds?: number;
  readonly release: { readonly everySeconds: number; readonly most: number };
}

const QUIET_HOURS = { from: "01:00", to: "05:00" };
const RELEASE_EVERY_MINUTES = 10;
const RELEASE_MOST = 2;

export function completeAutopilot(written: v.InferOutput<typeof AutopilotSchema> = {}): AutopilotConfig {
  const { quietHours = QUIET_HOURS, rotateAfterDays } = written;
  const { releaseEveryMinutes = RELEASE_EVERY_MINUTES, releaseMost = RELEASE_MOST } = written;
  return {
    quietHours: { fromMinute: minutesOf(quietHours.from), toMinute: minutesOf(quietHours.to) },
    ...(rotateAfterDays !== undefined && { rotateAfterSeconds: rotateAfterDays * 86_400 }),
    release: { everySeconds: releaseEveryMinutes * 60, most: releaseMost },
  };
}

function isConfidential(value: string): boolean {
  const address = URL.parse(value);
  if (address === null) return false;
  return address.protocol === "https:" || /^(?:127\.\d+\.\d+\.\d+|\[::1\]|localhost)$/.test(address.hostname);
}

function minutesOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
}
