// The live ticker: server-sent events with ids, so that a reader whose line broke gets what was missed (Last-Event-ID).

import type { IncomingMessage, ServerResponse } from "node:http";

export interface Tick {
  readonly id: number;
  readonly fa: string;
  readonly en: string;
}

const KEPT = 200;
const headers = { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-store" };

const notes: readonly (readonly [fa: string, en: string])[] = [
  ["آب رودخانه: {n} سانتی‌متر", "River level: {n} cm"],
  ["نان سنگک: {n} سکه", "Flatbread: {n} coins"],
  ["دمای بازار: {n} درجه", "Market square: {n}°"],
  ["کتاب امانت‌رفتهٔ امروز: {n}", "Books lent today: {n}"],
  ["دوچرخهٔ آزاد: {n}", "Bicycles free: {n}"],
  ["لک‌لک شمرده‌شده: {n}", "Storks counted: {n}"],
];

export function createTicker(options: { readonly everyMilliseconds: number }) {
  const kept: Tick[] = [];
  const lines = new Set<ServerResponse>();
  let lastId = 0;
  const publish = (): Tick => {
    const tick = composeTick(++lastId);
    kept.push(tick);
    if (kept.length > KEPT) kept.shift();
    for (const line of lines) line.write(frame(tick));
    return tick;
  };
  publish();
  const timer = setInterval(publish, options.everyMilliseconds).unref();
  return {
    publish,
    serve(request: IncomingMessage, response: ServerResponse): void {
      if (request.method === "HEAD") return void response.writeHead(200, headers).end();
      const seen = Number(request.headers["last-event-id"] ?? lastId - 1);
      response.writeHead(200, headers);
      response.write(
        `retry: 1000\n\n${kept
          .filter(({ id }) => !(id <= seen))
          .map(frame)
          .join("")}`,
      );
      lines.add(response);
      response.on("close", () => lines.delete(response));
    },
    close(): void {
      clearInterval(timer);
      for (const line of lines) line.end();
    },
  };
}

/** Numbers wander, but the same id always tells the same. */
function composeTick(id: number): Tick {
  const [fa, en] = notes[id % notes.length] ?? ["", ""];
  const number = 18 + ((id * 7919) % 40);
  return { id, fa: fa.replace("{n}", number.toLocaleString("fa-IR")), en: en.replace("{n}", String(number)) };
}

function frame(tick: Tick): string {
  return `id: ${tick.id}\nevent: tick\ndata: ${JSON.stringify(tick)}\n\n`;
}
