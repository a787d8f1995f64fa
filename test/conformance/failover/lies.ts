// What may answer in another mirror's place. `LIES`: of whoever has its hostname, its certificate and any bytes they like, and no
// key. `BROKEN`: of a relay that has the service's keys and breaks the form.

import { type FailoverAsk, FRONT_BYTES, frontOfAnswer, openAsk, readFront } from "../../../shared/domain/failover.ts";
import { type FailoverHead, sealHead } from "../../../shared/domain/failoverhead.ts";
import { headersFor, type Lie, type Sent } from "../../support/hostileway.ts";

export type Row = readonly [title: string, lie: Lie];

export const SPY = "http://spy.localhost";
/** Runs, and reaches for another host in all the ways that a page has. */
export const ATTACK = `<!doctype html><title>attack</title><link rel=preconnect href=${SPY}><link rel=prefetch href=${SPY}/p><body><script>
document.title="ran";fetch("${SPY}/f");new WebSocket("${SPY.replace("http", "ws")}/w");
for(const [tag,name] of [["img","src"],["iframe","src"],["object","data"],["video","src"]])document.body.append(Object.assign(document.createElement(tag),{[name]:"${SPY}/"+tag}));
</script>`;

const random = (lengthBytes: number) => crypto.getRandomValues(new Uint8Array(lengthBytes));

export function says(front: Uint8Array | string, body: string, type?: string): Lie {
  return async ({ origin }, response) => {
    response.writeHead(200, headersFor(origin, type));
    response.write(front);
    response.end(body);
    return true;
  };
}

export interface Knowing {
  /** What the page's lifeboat asks. */
  asked(sent: Sent): Promise<FailoverAsk>;
  /** It is a page's navigation, not what the page or the lifeboat itself asks for. */
  isPage(sent: Sent): Promise<boolean>;
  /** What a relay writes in front of its answer. */
  head(sent: Sent, head: Partial<FailoverHead>): Promise<Uint8Array>;
  /** To the navigation of a document alone: `from` made of what the mirror answers. */
  changed(from: (truth: Buffer) => Buffer): Lie;
}

/** Who has the boat key. */
export function createKnowing(boatKey: Uint8Array): Knowing {
  const asked: Knowing["asked"] = async ({ body, hostname }) => {
    const bytes = new Uint8Array(body);
    const end = FRONT_BYTES + (readFront(bytes)?.length ?? 0);
    return JSON.parse((await openAsk(bytes.subarray(FRONT_BYTES, end), boatKey, hostname)) ?? "{}");
  };
  const isPage: Knowing["isPage"] = async (sent) => {
    const { meant, path, from } = await asked(sent);
    return !meant && !path.startsWith(`/${from.door}/`);
  };
  return {
    ...{ asked, isPage },
    async head(sent, head) {
      const place = { boatKey, to: sent.hostname, id: (await asked(sent)).id, nonce: random(12) };
      return frontOfAnswer(await sealHead({ ...HTML, ...head }, place));
    },
    changed: (from) => async (sent, response) => {
      if (!(await isPage(sent))) return false;
      response.writeHead(200, headersFor(sent.origin)).end(from(await sent.truth()));
      return true;
    },
  };
}

const HTML: FailoverHead = { status: 200, headers: [["content-type", "text/html"]], jar: [] };
const inTheClear = frontOfAnswer(new TextEncoder().encode(JSON.stringify(HTML)));

export function liesOf({ asked, changed }: Knowing, earlier: () => Buffer): readonly Row[] {
  return [
    ["a page instead of an answer", says("", ATTACK, "text/html")],
    ["a script instead of an answer", says("", 'document.title="ran"', "text/javascript")],
    ["the right form, with no seal", says(inTheClear, ATTACK)],
    [
      "a seal of another key",
      async (sent, response) => {
        const place = { boatKey: random(32), to: sent.hostname, id: (await asked(sent)).id, nonce: random(12) };
        return says(frontOfAnswer(await sealHead(HTML, place)), ATTACK)(sent, response);
      },
    ],
    ["an old answer, page and all", changed(earlier)],
    [
      "its own head changed in one bit",
      changed((truth) => Buffer.from(truth.map((it, at) => (at === 20 ? it ^ 1 : it)))),
    ],
    ["half a head", changed((truth) => truth.subarray(0, 40))],
    ["a head without end", says(Uint8Array.of(0xff, 0xff, 0xff, 0xff), "x".repeat(1 << 20))],
    ["nothing", says("", "")],
    [
      "a way to somewhere else",
      async (_, response) => {
        response.writeHead(302, { location: `${SPY}/` }).end();
        return true;
      },
    ],
    [
      "headers without end",
      async (_, response) => {
        response.socket?.write(`HTTP/1.1 200 OK\r\nx: ${"a".repeat(400_000)}`);
        response.socket?.end();
        return true;
      },
    ],
  ];
}

export const BROKEN: readonly (readonly [string, Partial<FailoverHead>])[] = [
  ["a status that no answer has", { status: 42 }],
  ["a jar that would spoil all later requests", { jar: [{ id: "x", sealed: "" }] }],
  ["a header that is none", { headers: [["a b", "c"]] }],
  ["a carried ticket that is none", { carried: "AAAA" }],
];
