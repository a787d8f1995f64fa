// Nobody's speed counts before his answer is right: the body whole, and the listed addresses mapped by those who map.
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Case } from "./cases.ts";
import type { Contender, ContenderName } from "./contenders.ts";
import { fetchWhole, type Whole } from "./fetching.ts";
import { mapping } from "./hosts.ts";

const MAPPERS: readonly ContenderName[] = ["relay", "subFilter", "htmlRewriter"];
const HANDERS_ON: readonly ContenderName[] = ["passthrough", "noopPump", "bareRelay", "relay"];
/** Addresses in text, og: tags and canonical links stay as they are on a real page; sub_filter maps them too. */
const MAPPED_AT_LEAST = { made: 0.98, real: 0.01 };

export interface Checked {
  /** The answer's Content-Encoding. */
  readonly encoding: string;
  /** What is wrong with it; such an answer is not measured. */
  readonly wrong?: string;
}

export async function checkAnswer(contender: Contender, wanted: Case, inputs: string): Promise<Checked | undefined> {
  const asked = contender.ask(wanted);
  if (asked === undefined) return undefined;
  try {
    const answer = await fetchWhole(asked);
    const wrong = faultOf(answer, { contender: contender.name, wanted, inputs });
    return { encoding: answer.encoding, ...(wrong !== undefined && { wrong }) };
  } catch (error) {
    return { encoding: "", wrong: String(error) };
  }
}

interface Expected {
  readonly contender: ContenderName;
  readonly wanted: Case;
  readonly inputs: string;
}

function faultOf({ status, body }: Whole, { contender, wanted, inputs }: Expected): string | undefined {
  if (status !== (wanted.range === undefined ? 200 : 206)) return `status ${status}`;
  const input = readFileSync(join(inputs, basename(wanted.path)));
  if (wanted.kind === "translated" && MAPPERS.includes(contender)) {
    const [before, after] = [listedIn(input), listedIn(body)];
    const least = wanted.name.startsWith("page-") ? MAPPED_AT_LEAST.real : MAPPED_AT_LEAST.made;
    return after > before * (1 - least) ? `${after} of ${before} listed addresses are left` : undefined;
  }
  if (!HANDERS_ON.includes(contender) || body.equals(cut(input, wanted.range))) return undefined;
  return `${body.length} bytes that are not the input's`;
}

function listedIn(body: Buffer): number {
  const text = body.toString("latin1");
  return mapping("").reduce((total, [origin]) => total + text.split(`${origin}/`).length - 1, 0);
}

function cut(input: Buffer, range: string | undefined): Buffer {
  const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(range ?? "") ?? [];
  return from === undefined || to === undefined ? input : input.subarray(Number(from), Number(to) + 1);
}
