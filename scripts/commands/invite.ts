// `hezar invite`: a code, and where a reader takes it. The warden keeps only the code's hash, so it is shown this once.

import { TRUSTED_LEVEL } from "../../shared/domain/verdict/sequential.ts";
import type { Invite } from "../../shared/wardenapi.ts";
import { chooseService, openOperator, openWarden } from "../operator/operator.ts";
import type { Run } from "../terminal/commandline.ts";
import { ordersLine } from "../terminal/meshtable.ts";
import { Mistake } from "../terminal/mistake.ts";
import { qrCode } from "../terminal/qr.ts";
import type { Screen } from "../terminal/screen.ts";
import { pairs } from "../terminal/table.ts";

const NEWCOMER_LEVEL = 0;
const CHANNEL = /^[a-z][a-z0-9-]{0,30}$/;

export const run: Run = async (call, screen) => {
  const channel = readChannel(call.text("channel"));
  const operator = await openOperator(call);
  const service = chooseService(operator.config, call.text("service"));
  const wish = {
    service,
    channel,
    uses: call.number("uses") ?? 1,
    days: call.number("days") ?? 7,
    level: call.has("trusted") ? TRUSTED_LEVEL : NEWCOMER_LEVEL,
  };
  const warden = await openWarden(operator);
  const invite = await screen.step("Making a code", () => warden.invite(wish));
  const { beacon } = await operator.state.mesh();
  const page = beacon === undefined ? undefined : `${beacon}/i/${invite.code}`;
  if (screen.json) screen.data({ ...invite, page, json: page && `${page}.json` });
  else {
    screen.out(inviteText(invite, page, screen));
    // A channel's first invite opens mirrors of its own: until they are minted, its readers find none.
    const orders = ordersLine(await warden.status(), screen);
    if (orders !== "") screen.out(`\n${orders}`);
    screen.note(screen.errorStyle.dim("\nThe code is shown this once."));
  }
  return 0;
};

function inviteText(invite: Invite, page: string | undefined, screen: Screen): string {
  const until = new Date(invite.expiresAt * 1000).toISOString().slice(0, 16).replace("T", " ");
  const readers = `${invite.usesLeft} ${invite.usesLeft === 1 ? "reader" : "readers"}`;
  const places = page === undefined ? [["Page", "no beacon is deployed: hezar up"] as const] : pagesOf(page);
  const lines = [["Code", invite.code] as const, ...places, ["Good for", `${readers}, until ${until} UTC`] as const];
  const text = pairs([...lines, ["Channel", invite.channel]], screen.style);
  const code = page !== undefined && screen.watched ? qrCode(page, screen) : undefined;
  return code === undefined ? text : `${text}\n\n${code}`;
}

function pagesOf(page: string): readonly (readonly [string, string])[] {
  return [
    ["Page", page],
    ["JSON", `${page}.json`],
  ];
}

function readChannel(text = "direct"): string {
  if (CHANNEL.test(text)) return text;
  throw new Mistake(`"${text}" is no channel name`, { next: "Lower-case letters, digits and hyphens.", exitCode: 2 });
}
