// `hezar invite`: a code, and where a reader takes it. The warden keeps only the code's hash, so it is shown this once.

import { chooseService, openOperator, openWarden } from "../operator.ts";
import type { Run } from "../terminal/commandline.ts";
import { Mistake } from "../terminal/mistake.ts";
import { qrCode } from "../terminal/qr.ts";
import { pairs } from "../terminal/table.ts";

const CHANNEL = /^[a-z][a-z0-9-]{0,30}$/;

export const run: Run = async (call, screen) => {
  const operator = await openOperator(call);
  const service = chooseService(operator.config, call.text("service"));
  const channel = call.text("channel") ?? "direct";
  if (!CHANNEL.test(channel))
    throw new Mistake(`"${channel}" is no channel name`, {
      next: "Lower-case letters, digits and hyphens.",
      exitCode: 2,
    });
  const wish = { service, channel, uses: call.number("uses") ?? 1, days: call.number("days") ?? 7, level: 0 };
  const warden = await openWarden(operator);
  const invite = await screen.step("Making a code", () => warden.invite(wish));
  const { beacon } = await operator.state.mesh();
  const page = beacon === undefined ? undefined : `${beacon}/i/${invite.code}`;
  if (screen.json) screen.data({ ...invite, page, json: page && `${page}.json` });
  else {
    const until = new Date(invite.expiresAt * 1000).toISOString().slice(0, 16).replace("T", " ");
    const uses = `${invite.usesLeft} ${invite.usesLeft === 1 ? "reader" : "readers"}, until ${until} UTC`;
    screen.out(
      pairs(
        [
          ["Code", invite.code],
          ["Page", page ?? "not deployed"],
          ["JSON", page ? `${page}.json` : ""],
          ["Good for", uses],
          ["Channel", channel],
        ],
        screen.style,
      ),
    );
    const code = page && screen.watched ? qrCode(page, screen) : undefined;
    if (code) screen.out(`\n${code}`);
    screen.note(screen.style.dim("\nThe code is shown this once."));
  }
  return 0;
};
