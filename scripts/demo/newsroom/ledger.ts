// What the newsroom remembers: sessions and comments, in SQLite. A file keeps them over a restart; memory is the default.

import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { DatabaseSync } from "node:sqlite";

export interface Session {
  readonly id: string;
  readonly user?: string;
}

export interface Comment {
  readonly user: string;
  readonly text: string;
  readonly writtenAt: number;
}

export type Ledger = ReturnType<typeof openLedger>;

/** The demo's only readers; the login page tells their passwords. */
export const readers: Readonly<Record<string, string>> = { reader: "nightingale", guest: "hazar-dastan" };

const tables = `
  create table if not exists sessions (id text primary key, user text);
  create table if not exists comments (story text, user text, text text, writtenAt integer);
  create table if not exists settings (name text primary key, value text);
`;

export function openLedger(file = ":memory:") {
  const database = new DatabaseSync(file);
  database.exec(tables);
  database.prepare("insert or ignore into settings values ('secret', ?)").run(randomBytes(32).toString("hex"));
  const secret = String(database.prepare("select value from settings where name = 'secret'").get()?.value);
  const statements = {
    session: database.prepare("select id, user from sessions where id = ?"),
    begin: database.prepare("insert into sessions (id, user) values (?, ?)"),
    end: database.prepare("delete from sessions where id = ?"),
    comments: database.prepare(
      "select user, text, writtenAt from comments where story = ? order by writtenAt desc, rowid desc limit 50",
    ),
    comment: database.prepare("insert into comments (story, user, text, writtenAt) values (?, ?, ?, ?)"),
  };
  return {
    session(id: string | undefined): Session | undefined {
      const row = id === undefined ? undefined : statements.session.get(id);
      if (row === undefined) return undefined;
      const user = row.user;
      return { id: String(row.id), ...(typeof user === "string" ? { user } : {}) };
    },
    begin(user?: string): Session {
      const id = randomBytes(18).toString("base64url");
      statements.begin.run(id, user ?? null);
      return { id, ...(user === undefined ? {} : { user }) };
    },
    end: (id: string): void => void statements.end.run(id),
    /** A token that only this session's own forms know. */
    formToken: (session: Session): string => createHmac("sha256", secret).update(session.id).digest("base64url"),
    comments: (story: string): readonly Comment[] => statements.comments.all(story) as unknown as readonly Comment[],
    comment(story: string, comment: Comment): void {
      statements.comment.run(story, comment.user, comment.text, comment.writtenAt);
    },
    close: () => database.close(),
  };
}

export function isReader(user: string, password: string): boolean {
  const expected = Object.hasOwn(readers, user) ? readers[user] : undefined;
  return expected !== undefined && sameText(expected, password);
}

/** Compares in constant time, whatever the lengths. */
export function sameText(a: string, b: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
