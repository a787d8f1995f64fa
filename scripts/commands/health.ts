// `hezar health`: what is wrong with mirrors, accounts and services that no censor did; the warden is told of it.

import { systemClock } from "../clock.ts";
import { isNearlyFull } from "../doctor/quota.ts";
import { flagsOf } from "../health/flags.ts";
import { ailment, checkHealth, type Health, isHealthy } from "../health/health.ts";
import { signalText } from "../health/signaltext.ts";
import { openOperator, openProviders, openWarden, readMesh } from "../operator/operator.ts";
import { reach } from "../reach.ts";
import type { Run } from "../terminal/commandline.ts";
import type { Screen } from "../terminal/screen.ts";

/** Who looks wants to know now. */
const ATTEMPTS = 2;

export const run: Run = async (call, screen) => {
  const operator = await openOperator(call);
  const { namespaces = {} } = await operator.state.mesh();
  const [warden, providers, mesh] = await Promise.all([
    openWarden(operator),
    openProviders(operator, screen.env, { attempts: ATTEMPTS }),
    readMesh(operator, namespaces),
  ]);
  const flags = flagsOf(operator.config.health, screen.env);
  const health = await screen.step("Looking", (tell) =>
    checkHealth({
      ...{ warden, providers, mesh, reach, keys: operator.keys, clock: systemClock, onLook: tell },
      isDry: call.has("dry-run"),
      ...(flags !== undefined && { flags }),
    }),
  );
  if (screen.json) screen.data({ healthy: isHealthy(health), ...health });
  else screen.out(healthText(health, screen));
  return isHealthy(health) ? 0 : 1;
};

function healthText(health: Health, { style }: Screen): string {
  const { mirrors, signals, refused, quota, burned, troubles } = health;
  const sign = (isFine: boolean) => (isFine ? style.green("✓") : style.red("✗"));
  const full = quota.filter(({ writesToday, writesPerDay }) => isNearlyFull(writesToday, writesPerDay));
  return [
    ...mirrors.map((look) => {
      const wrong = ailment(look);
      return `${sign(wrong === undefined)} ${look.mirror.hostname}${wrong === undefined ? "" : `  ${wrong}`}`;
    }),
    ...refused.map(
      ({ account, detail }) => `${style.yellow("!")} account ${account} says no, its mirrors serve: ${detail}`,
    ),
    ...full.map(
      ({ account, writesToday, writesPerDay }) =>
        `${style.yellow("!")} account ${account}: ${writesToday} of ${writesPerDay} KV writes of the day are used`,
    ),
    ...troubles.map((trouble) => `${style.yellow("!")} ${trouble}`),
    ...signals.map((signal) => `${style.red("✗")} ${signalText(signal)}`),
    ...(burned.length === 0
      ? []
      : [`${burned.length === 1 ? "1 mirror" : `${burned.length} mirrors`} burned for it; hezar mint replaces them.`]),
    ...(isHealthy(health) ? ["All is well, seen from here."] : []),
  ].join("\n");
}
