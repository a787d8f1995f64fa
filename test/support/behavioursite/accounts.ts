// Logins of the behaviour site: a form that answers with a session cookie, and HTTP's own Basic.

import { randomUUID } from "node:crypto";
import { bodyOf, type Handler } from "./visit.ts";

export function createAccounts(): Handler {
  const sessions = new Map<string, string>();
  return async ({ request, response, url }) => {
    const token = /(?:^|;\s*)session=([^;]*)/.exec(request.headers.cookie ?? "")?.[1] ?? "";
    const user = sessions.get(token);
    switch (url.pathname) {
      case "/account/login": {
        const form = new URLSearchParams((await bodyOf(request)).toString("utf8"));
        if (form.get("password") !== "nightingale") return void response.writeHead(403).end("wrong");
        const session = randomUUID();
        sessions.set(session, form.get("user") ?? "");
        const cookie = `session=${session}; HttpOnly; Path=/; SameSite=Lax`;
        return void response.writeHead(303, { "set-cookie": cookie, location: "/account/me" }).end();
      }
      case "/account/logout":
        sessions.delete(token);
        return void response
          .writeHead(303, { "set-cookie": "session=; Path=/; Max-Age=0", location: "/account/me" })
          .end();
      case "/account/basic": {
        const given = request.headers.authorization;
        const isGood = given === `Basic ${Buffer.from("ali:hezar").toString("base64")}`;
        if (!isGood) return void response.writeHead(401, { "www-authenticate": 'Basic realm="lab"' }).end("who?");
        return void response.writeHead(200, { "content-type": "text/plain" }).end("welcome ali");
      }
      default:
        response.writeHead(user === undefined ? 401 : 200, {
          "content-type": "text/html",
          "cache-control": "no-store",
        });
        response.end(`<!doctype html><title>me</title><p id=who>${user ?? "nobody"}`);
    }
  };
}
