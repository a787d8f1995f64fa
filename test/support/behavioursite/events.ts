// Server-sent events of the behaviour site. `/events` sends two and ends; asked again it says which id it was told and
// stays open. `/events/kinds` sends one of every kind of field and stays open.

import { corsHeaders, type Handler } from "./visit.ts";

const KINDS = [
  ": a comment\n\n",
  "event: named\nid: n1\ndata: one\ndata: two\n\n",
  "data: پارسی ✓\n\n",
  'data: {"json":true}\r\n\r\n',
  "id\ndata\n\n",
  "event: done\ndata: .\n\n",
].join("");

export const answerEvents: Handler = (visit) => {
  const { request, response, url } = visit;
  if (url.pathname === "/events/refused") return void response.writeHead(204).end();
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store", ...corsHeaders(visit) });
  if (url.pathname === "/events/kinds") return void response.write(KINDS);
  const last = request.headers["last-event-id"];
  if (last !== undefined) {
    const told = Buffer.from(String(last), "latin1").toString("utf8");
    return void response.write(`event: resumed\ndata: ${told}\n\n`);
  }
  response.end("retry: 30\nid: 1\ndata: first\n\nid: 2\ndata: second\n\n");
};
