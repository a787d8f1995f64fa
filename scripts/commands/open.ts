// `hezar open`: what a browser does with a link, for curl, tests and the operator who wonders why one does not work.

import { type OpenRefusal, openLink } from "../links/open.ts";
import { type LinkRefusal, readLink } from "../links/read.ts";
import { loadConfig } from "../operator/config.ts";
import { readKeys } from "../operator/keys.ts";
import { trustLocalTls } from "../operator/localtls.ts";
import { openState } from "../operator/state.ts";
import { reach } from "../reach.ts";
import type { Call, Run } from "../terminal/commandline.ts";
import { Mistake } from "../terminal/mistake.ts";
import { pairs } from "../terminal/table.ts";

export const run: Run = async (call, screen) => {
  await trustLocalTls((await openState(call.text("state")).mesh()).local?.tls);
  const opened = await screen.step("Opening the link", () => openLink(call.operand, reach));
  if (!opened.ok) throw await explain(opened.reason, opened.detail, call);
  const { url, cookie } = opened.value;
  if (screen.json) screen.data({ url, cookie });
  else {
    screen.out(
      pairs(
        [
          ["Address", url],
          ["Cookie", cookie],
        ],
        screen.style,
      ),
    );
    screen.note(screen.style.dim(`\ncurl -H 'Cookie: ${cookie.split("=")[0]}=…' ${url}`));
  }
  return 0;
};

async function explain(reason: OpenRefusal, detail: string | undefined, call: Call): Promise<Mistake> {
  if (reason === "not a link") {
    return new Mistake(`"${call.operand}" is no link`, {
      next: "A link starts with http:// or https://.",
      exitCode: 2,
    });
  }
  const { host } = new URL(call.operand);
  if (reason === "unreachable") {
    return new Mistake(`${host} cannot be reached`, {
      why: detail ?? "no connection",
      next: "The link itself was not judged. On one machine: is `hezar start` running?",
    });
  }
  if (reason === "refused") {
    return new Mistake(`${host} showed its door but gave no pass`, {
      why: detail ?? "",
      next: "`hezar doctor` looks at the mirror.",
    });
  }
  return explainStranger(host, call);
}

const VERDICTS: Readonly<Record<LinkRefusal, string>> = {
  "not this mesh's zone": "the hostname lies on no zone of this mesh",
  malformed: "there is no ticket in its path: the link was cut, or belongs to another mirror",
  forged: "the ticket is not one this mesh signed for this mirror: the link was changed, or belongs to another mirror",
  "unknown key":
    "the ticket is not one this mesh signed for this mirror: the link was changed, or belongs to another mirror",
  "revoked key": "its key was revoked",
  "wrong use": "its key may not sign tickets",
  "key not valid now": "its key is not valid now",
  expired: "the ticket has expired",
};

/** The mirror shows strangers its cover and never says why; with this mesh's keys we can read the link ourselves. */
async function explainStranger(host: string, call: Call): Promise<Mistake> {
  const what = `${host} takes this link for a stranger's`;
  const state = openState(call.text("state"));
  const keys = await readKeys(state.dir).catch(() => undefined);
  const loaded = await loadConfig({ stateDir: state.dir }).catch(() => undefined);
  if (keys === undefined || loaded === undefined) {
    return new Mistake(what, {
      why: "expired, cut or another mirror's: to the outside these look the same, on purpose",
      next: "Ask for a new link, or name this mesh's state with --state to have the link read.",
    });
  }
  const zones = loaded.config.zones.map(({ zone }) => zone);
  const read = await readLink(new URL(call.operand), { keys, zones, now: Math.floor(Date.now() / 1000) });
  const why = read.ok
    ? "the ticket is good, but the mirror does not admit its readers (or does not know them yet)"
    : VERDICTS[read.reason];
  return new Mistake(what, {
    why,
    next: read.ok ? "Wait a minute and try again; then `hezar doctor`." : "`hezar invite` makes a new one.",
  });
}
