// The censor's own API on loopback: what the tests and `hezar censor` speak. JSON only and no browser: a page must not be
// able to change what its reader's machine blocks, so whoever sends an Origin, or a Host that is no address, is refused.
//
//   GET /rules → { rules: Rule[] }      PUT /rules  Rule → { rules }      DELETE /rules?pattern=P → { lifted }
//   GET /wire  → { seen: Seen[] }  oldest first

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import * as v from "valibot";
import type { Seen } from "./middlebox.ts";
import { RuleText } from "./rule.ts";
import type { RuleBook } from "./rulebook.ts";

export interface ApiOptions {
  readonly book: RuleBook;
  readonly seen: () => readonly Seen[];
}

type Answer = readonly [status: number, body: unknown];

export function createCensorApi(options: ApiOptions): Server {
  return createServer((request, response) => {
    answer(request, options)
      .catch((): Answer => [400, { error: "the request could not be read" }])
      .then((given) => send(response, given));
  });
}

async function answer(request: IncomingMessage, { book, seen }: ApiOptions): Promise<Answer> {
  const { origin, host = "" } = request.headers;
  if (origin !== undefined || !/^127\.0\.0\.1:\d+$/.test(host)) return [403, { error: "not for browsers" }];
  const url = new URL(request.url ?? "/", "http://censor.invalid");
  const call = `${request.method} ${url.pathname}`;
  if (call === "GET /rules") return [200, { rules: book.rules() }];
  if (call === "GET /wire") return [200, { seen: seen() }];
  if (call === "DELETE /rules") return [200, { lifted: book.lift(url.searchParams.get("pattern") ?? "") }];
  if (call !== "PUT /rules") return [404, { error: "no such path" }];
  const rule = v.safeParse(v.pipe(v.string(), v.parseJson(), RuleText), await text(request));
  if (!rule.success) return [400, { error: `${v.getDotPath(rule.issues[0]) ?? "body"}: ${rule.issues[0].message}` }];
  book.set(rule.output);
  return [200, { rules: book.rules() }];
}

function send(response: ServerResponse, [status, body]: Answer): void {
  response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
}
