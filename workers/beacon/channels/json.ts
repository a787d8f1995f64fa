// The JSON door, for tools: { service, channel, links: [{ hostname, url }] } or { error: { code, message } }.

import { plainHeaders } from "../headers.ts";
import type { Reveal } from "../reveal.ts";

export function jsonLinks(reveal: Reveal): Response {
  switch (reveal.kind) {
    case "links": {
      const { service, channel, links } = reveal;
      return answer(200, { service, channel, links });
    }
    case "unknown":
      return failure(404, "unknown", "This code is not valid: mistyped, used up or expired.");
    case "unavailable":
      return failure(503, "unavailable", "Links cannot be given right now. The code was not used up; try again later.");
  }
}

export function jsonThrottled(waitSeconds: number): Response {
  return failure(429, "throttled", `Too many wrong codes. Try again in ${waitSeconds} seconds.`, waitSeconds);
}

function failure(status: number, code: string, message: string, waitSeconds?: number): Response {
  return answer(status, { error: { code, message } }, waitSeconds);
}

function answer(status: number, body: object, waitSeconds?: number): Response {
  const headers = plainHeaders("application/json; charset=utf-8");
  if (waitSeconds !== undefined) headers.set("Retry-After", String(waitSeconds));
  return new Response(`${JSON.stringify(body)}\n`, { status, headers });
}
