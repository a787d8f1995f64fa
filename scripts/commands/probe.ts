// `hezar probe`: is it blocked where I am? Looks at mirrors step by step and says which step fails. What it finds goes to the
// warden only where that is asked for.

import { type ProbeResult, VANTAGES } from "../../shared/domain/verdict/evidence.ts";
import type { MeshStatus } from "../../shared/wardenapi.ts";
import { systemClock } from "../clock.ts";
import { type Operator, openOperator, openWarden } from "../operator/operator.ts";
import type { WardenClient } from "../operator/wardenclient.ts";
import { type Lookup, parseResolver } from "../probe/lookup.ts";
import { readOoni } from "../probe/oonisource.ts";
import { type ProbeTarget, probe } from "../probe/probe.ts";
import { standingTargets, targetOf, wishedTargets } from "../probe/targets.ts";
import { readVolunteer, sendProbes } from "../probe/volunteer.ts";
import { createDirectWay, createSocksWay, parseProxy, type Way } from "../probe/way.ts";
import { DEFAULT_CONTROL, STEP_MILLISECONDS } from "../probe/wish.ts";
import { reach } from "../reach.ts";
import type { Call, Run } from "../terminal/commandline.ts";
import { Mistake } from "../terminal/mistake.ts";
import { isBlocked, probeText } from "../terminal/probetable.ts";
import type { Screen } from "../terminal/screen.ts";
import { readCountry } from "./pattern.ts";

/** Reserved for "no network" (RFC 7607). */
const UNKNOWN_NETWORK = "AS0";

export const run: Run = async (call, screen) => {
  const volunteer = call.has("volunteer") ? await readVolunteer(call.text("volunteer") ?? "") : undefined;
  const mesh = volunteer === undefined ? await openMesh(call) : undefined;
  const country = readCountry(call.text("country")) ?? mesh?.operator.config.audience.country ?? "";
  const results = call.has("ooni")
    ? await importOoni(call.text("ooni") ?? "", mesh, screen)
    : await look(call, await chooseTargets(call, mesh, country), {
        country,
        vantage: volunteer?.id ?? VANTAGES.operator,
        screen,
      });
  const send =
    volunteer === undefined ? mesh?.warden.probes : (sent: typeof results) => sendProbes(sent, { volunteer, reach });
  const answer = call.has("submit") || volunteer !== undefined ? await send?.(results) : undefined;
  if (screen.json) screen.data({ results, ...(answer && { answer }) });
  else screen.out(probeText(results, answer, screen));
  return results.some(isBlocked) ? 3 : 0;
};

interface Place {
  readonly country: string;
  readonly vantage: string;
  readonly screen: Screen;
}

function look(
  call: Call,
  targets: readonly ProbeTarget[],
  { country, vantage, screen }: Place,
): Promise<readonly ProbeResult[]> {
  const options = {
    way: readWay(call),
    control: readControl(call),
    place: { country, network: readNetwork(call), vantage },
  };
  return screen.step("Asking the control host", (tell) =>
    probe(targets, {
      ...options,
      ...{ timeoutMilliseconds: STEP_MILLISECONDS, clock: systemClock },
      onResult: ({ hostname, blocking }) => tell(`${hostname}: ${blocking}`),
    }),
  );
}

/** A file or address with the JSON of OONI's API; pages that follow are read as well. */
async function importOoni(from: string, mesh: OpenMesh | undefined, screen: Screen): Promise<readonly ProbeResult[]> {
  if (mesh === undefined) throw misuse("--ooni is the operator's", "Leave --volunteer out.");
  const hostnames = new Set(mesh.status.mirrors.map(({ hostname }) => hostname));
  const { results, malformed } = await screen.step("Reading measurements", () => readOoni(from, hostnames));
  if (malformed > 0) screen.note(`${malformed} rows were not in OONI's shape and were left out.`);
  return results;
}

interface OpenMesh {
  readonly operator: Operator;
  readonly warden: WardenClient;
  readonly status: MeshStatus;
}

async function openMesh(call: Call): Promise<OpenMesh> {
  const operator = await openOperator(call);
  const warden = await openWarden(operator);
  return { operator, warden, status: await warden.status() };
}

async function chooseTargets(call: Call, mesh: OpenMesh | undefined, country: string): Promise<readonly ProbeTarget[]> {
  if (call.operand !== "") return [namedTarget(call.operand, mesh?.status)];
  if (mesh === undefined)
    throw misuse("HOST is missing", "A volunteer probes the mirrors they know: hezar probe HOST.");
  const wished = wishedTargets(mesh.status, country);
  const targets = wished.length > 0 || call.has("wishes") ? wished : standingTargets(mesh.status);
  if (targets.length > 0) return targets;
  throw new Mistake("There is nothing to probe", {
    why: call.has("wishes") ? "the warden wishes for no probe now" : "the mesh has no mirror that stands",
    next: "hezar status shows the mesh.",
  });
}

/** A mirror of ours, or any origin: a volunteer has only a link. */
function namedTarget(text: string, status: MeshStatus | undefined): ProbeTarget {
  const origin = URL.parse(/^https?:\/\//.test(text) ? text : `https://${text}`)?.origin;
  if (origin === undefined) throw misuse(`"${text}" is no hostname`, "Write quiet-harbor.garden-letters.example.");
  const known = status?.mirrors.find(({ hostname }) => hostname === new URL(origin).hostname);
  if (known !== undefined) return targetOf(known);
  const { hostname } = new URL(origin);
  return targetOf({ origin, hostname, zone: hostname.replace(/^[^.]+\./, "") });
}

function readWay(call: Call): Way {
  const proxy = call.text("socks");
  if (proxy !== undefined) {
    const parsed = parseProxy(proxy);
    if (parsed === undefined) throw misuse(`"${proxy}" is no proxy`, "Write 127.0.0.1:1080.");
    return createSocksWay(parsed);
  }
  const text = call.text("resolver") ?? "system";
  const lookup: Lookup | undefined = parseResolver(text);
  if (lookup !== undefined) return createDirectWay(lookup);
  throw misuse(`"${text}" is no resolver`, "Write system, 192.0.2.53 or https://dns.example/dns-query.");
}

function readControl(call: Call): string {
  const text = call.text("control") ?? DEFAULT_CONTROL;
  const origin = /^https?:\/\//.test(text) ? URL.parse(text)?.origin : undefined;
  if (origin !== undefined) return origin;
  throw misuse(`"${text}" is no origin`, "Write https://www.example.com: a host that nobody blocks there.");
}

function readNetwork(call: Call): string {
  const text = call.text("network")?.toUpperCase() ?? UNKNOWN_NETWORK;
  if (/^AS\d{1,10}$/.test(text)) return text;
  throw misuse(`"${text}" is no network`, "Write its number, such as AS44244.");
}

function misuse(what: string, next: string): Mistake {
  return new Mistake(what, { next, exitCode: 2 });
}
