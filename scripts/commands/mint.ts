// `hezar mint`: fill orders. Everything that matters is in scripts/mint/; here it gets its tools and is watched.

import { type Minted, mintOrders } from "../mint/mint.ts";
import type { MintProgress } from "../mint/run.ts";
import { chooseService, openOperator, openProviders, openWarden, readMesh } from "../operator/operator.ts";
import type { Run } from "../terminal/commandline.ts";
import type { Screen } from "../terminal/screen.ts";

export const run: Run = async (call, screen) => {
  const operator = await openOperator(call);
  const named = call.text("service");
  const service = named === undefined ? {} : { service: chooseService(operator.config, named) };
  const count = call.number("count");
  const { namespaces = {} } = await operator.state.mesh();
  const [warden, providers, mesh] = await Promise.all([
    openWarden(operator),
    openProviders(operator, screen.env),
    readMesh(operator, namespaces),
  ]);
  const minted = await screen.step("Minting", (tell) =>
    mintOrders({
      stateDir: operator.state.dir,
      mesh,
      keys: operator.keys,
      warden,
      providers,
      onProgress: (progress) => tell(progressText(progress)),
      ...service,
      ...(count === undefined ? {} : { count }),
    }),
  );
  if (screen.json) screen.data(minted);
  else screen.out(mintedText(minted, screen));
  return minted.failures.length === 0 ? 0 : 1;
};

const DOING: Readonly<Record<Exclude<MintProgress["step"], "failed" | "waiting" | "warning">, string>> = {
  claim: "taking up the order",
  relay: "deploying its relay",
  publish: "writing its zone's record",
  visible: "waiting until the record is visible",
  probe: "probing it through its real address",
  ready: "handing it over",
  minted: "stands",
};

export function progressText(progress: MintProgress): string {
  if (progress.step === "failed") return `${progress.hostname ?? progress.service ?? "Minting"}: ${progress.text}`;
  if (!("hostname" in progress)) return progress.step === "waiting" ? `Waiting ${progress.text}` : progress.text;
  return `${progress.hostname}: ${DOING[progress.step]}`;
}

export function mintedText({ minted, replaced, failures, removed, redeployed }: Minted, { style }: Screen): string {
  const lines = [
    ...minted.map((hostname) => `${style.green("●")} ${hostname} stands`),
    ...replaced.map(
      (hostname) => `${style.dim("·")} ${hostname} is replaced: it serves who is there, then it is retired`,
    ),
    ...redeployed.map((zone) => `${style.green("↑")} ${zone}'s relay is up to date`),
    ...removed.map((zone) => `${style.dim("·")} ${zone}'s relay is gone, nothing needed it`),
    ...failures.map(({ what, next }) => `${style.red("✗")} ${what}\n  ${next}`),
  ];
  return lines.length === 0 ? "No order stands: nothing to mint." : lines.join("\n");
}
