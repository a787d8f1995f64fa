// Logging in, commenting, logging out: an HttpOnly session cookie, a form token bound to it, and a second cookie that
// scripts may read.

import { pathIn, stories, storyPath } from "./content/stories.ts";
import type { Language } from "./content/story.ts";
import { type Exchange, readForm, sendRedirect, sendText, visitOf } from "./exchange.ts";
import { isReader, type Session, sameText } from "./ledger.ts";
import { notFoundPage } from "./news.ts";
import { loginPage } from "./rooms.ts";

const DAY_SECONDS = 86_400;

export function showLogin(exchange: Exchange): void {
  const next = safePath(exchange.query.get("next"), exchange.language);
  sendText(exchange, loginPage(visitOf(withSession(exchange)), { next }));
}

export async function logIn(exchange: Exchange): Promise<void> {
  const form = (await readForm(exchange)) ?? new URLSearchParams();
  const asked = { ...exchange, language: languageOf(form) };
  const next = safePath(form.get("next"), asked.language);
  if (!hasToken(asked, form)) {
    sendText(asked, loginPage(visitOf(withSession(asked)), { next, problem: "stale" }), { status: 403 });
    return;
  }
  const user = form.get("user") ?? "";
  if (!isReader(user, form.get("password") ?? "")) {
    sendText(asked, loginPage(visitOf(asked), { next, problem: "wrong" }), { status: 422 });
    return;
  }
  asked.ledger.end(asked.session?.id ?? ""); // a fresh id at login: a planted one is worth nothing (session fixation)
  const { id } = asked.ledger.begin(user);
  asked.response.setHeader("set-cookie", [
    sessionCookie(id),
    `reader=${user}; Path=/; Max-Age=${DAY_SECONDS}; SameSite=Lax`,
  ]);
  sendRedirect(asked, asked.origins.primary + next);
}

export async function logOut(exchange: Exchange): Promise<void> {
  const form = await readForm(exchange);
  if (exchange.session !== undefined && form !== undefined && hasToken(exchange, form)) {
    exchange.ledger.end(exchange.session.id);
    exchange.response.setHeader("set-cookie", [
      "session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax",
      "reader=; Path=/; Max-Age=0",
    ]);
  }
  sendRedirect(exchange, exchange.origins.primary + pathIn(languageOf(form), "/"));
}

export async function addComment(exchange: Exchange): Promise<void> {
  const form = await readForm(exchange);
  const language = languageOf(form);
  const story = stories[language].find(({ id }) => id === form?.get("story"));
  const user = exchange.session?.user;
  if (form === undefined || story === undefined)
    return sendText(exchange, notFoundPage(visitOf(exchange)), { status: 404 });
  const back = storyPath(language, story);
  if (user === undefined || !hasToken(exchange, form)) {
    return sendRedirect(
      exchange,
      `${exchange.origins.primary}${pathIn(language, "/login")}?next=${encodeURIComponent(back)}`,
    );
  }
  const text = (form.get("text") ?? "").trim().slice(0, 1000);
  if (text !== "") exchange.ledger.comment(`${language}/${story.id}`, { user, text, writtenAt: Date.now() });
  sendRedirect(exchange, `${exchange.origins.primary}${back}#comments`);
}

/** Begins an unnamed session where there is none, so that the login form has a token too (login CSRF). */
function withSession(exchange: Exchange): Exchange {
  if (exchange.session !== undefined) return exchange;
  const session: Session = exchange.ledger.begin();
  exchange.response.setHeader("set-cookie", sessionCookie(session.id));
  return { ...exchange, session };
}

function sessionCookie(id: string): string {
  return `session=${id}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${DAY_SECONDS}`;
}

function hasToken({ session, ledger }: Exchange, form: URLSearchParams): boolean {
  return session !== undefined && sameText(form.get("token") ?? "", ledger.formToken(session));
}

function languageOf(form: URLSearchParams | undefined): Language {
  return form?.get("language") === "en" ? "en" : "fa";
}

/** Only a path of our own: `//evil` and `/\evil` would leave the site (open redirect). */
function safePath(path: string | null, language: Language): string {
  const own = path !== null && /^\/(?![/\\])[\x21-\x7e]*$/.test(path);
  return own ? path : pathIn(language, "/");
}
