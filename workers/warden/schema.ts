// What the warden remembers, and how an older memory becomes a newer one. A step is never edited once it has shipped: the
// next one is appended. Nothing here can hold an address, a path or a ticket of a reader.

const STEPS: readonly string[] = [
  `CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);

   -- Every mirror ever: a hostname in this table is never used again.
   CREATE TABLE mirrors (
     hostname TEXT PRIMARY KEY, zone TEXT NOT NULL, account TEXT NOT NULL, service TEXT NOT NULL, state TEXT NOT NULL,
     door TEXT NOT NULL, maskKey TEXT NOT NULL, probeLineage TEXT NOT NULL, published INTEGER NOT NULL,
     createdAt INTEGER NOT NULL, changedAt INTEGER NOT NULL);
   CREATE INDEX mirrorsByZone ON mirrors (zone);
   CREATE INDEX mirrorsByState ON mirrors (state);
   -- Lineages a mirror has been shown to; it goes on serving them after it burned.
   CREATE TABLE admitted (hostname TEXT NOT NULL, lineage TEXT NOT NULL, PRIMARY KEY (hostname, lineage)) WITHOUT ROWID;

   CREATE TABLE orders (
     id INTEGER PRIMARY KEY AUTOINCREMENT, service TEXT NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL,
     replaces TEXT, hostname TEXT, createdAt INTEGER NOT NULL);
   CREATE INDEX ordersByState ON orders (state);

   -- country is '' for everywhere.
   CREATE TABLE blocklist (
     pattern TEXT NOT NULL, country TEXT NOT NULL, cause TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (pattern, country));

   CREATE TABLE invites (
     hash TEXT PRIMARY KEY, service TEXT NOT NULL, channel TEXT NOT NULL, level INTEGER NOT NULL, days INTEGER NOT NULL,
     usesLeft INTEGER NOT NULL, expiresAt INTEGER NOT NULL, lastReader TEXT, lastUsedAt INTEGER);

   CREATE TABLE lineages (
     id TEXT PRIMARY KEY, service TEXT NOT NULL, channel TEXT NOT NULL, open INTEGER NOT NULL, born INTEGER NOT NULL);
   -- owned, borrowed, apart: JSON arrays, read and written whole.
   CREATE TABLE groups (
     id TEXT PRIMARY KEY, lineage TEXT NOT NULL, owned TEXT NOT NULL, borrowed TEXT NOT NULL, apart TEXT NOT NULL);
   CREATE INDEX groupsByLineage ON groups (lineage);
   -- key: base64url, for the wraps of rosters; empty until the ticket is signed.
   CREATE TABLE readers (
     id TEXT PRIMARY KEY, lineage TEXT NOT NULL, groupId TEXT NOT NULL, key TEXT NOT NULL, level INTEGER NOT NULL,
     notAfterHour INTEGER NOT NULL);
   CREATE INDEX readersByGroup ON readers (groupId);
   CREATE INDEX readersByLineage ON readers (lineage);

   CREATE TABLE events (
     id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, event TEXT NOT NULL, hostname TEXT, service TEXT, detail TEXT);

   -- One row a KV key ever written; pending until KV took this version. Times here are milliseconds.
   CREATE TABLE outbox (
     key TEXT PRIMARY KEY, version INTEGER NOT NULL, pending INTEGER NOT NULL, dueAt INTEGER NOT NULL,
     attempts INTEGER NOT NULL, writtenAt INTEGER NOT NULL);`,

  `CREATE TABLE versions (key TEXT PRIMARY KEY, version INTEGER NOT NULL) WITHOUT ROWID;
   INSERT INTO versions (key, version) SELECT key, version FROM outbox;
   -- One row an account and key: what its KV holds, and whether that is behind. account is '' for the warden's own while it
   -- was the only one. urgency: 0 cannot wait, 1 changed, 2 only grows old. Times are milliseconds.
   CREATE TABLE deliveries (
     account TEXT NOT NULL, key TEXT NOT NULL, version INTEGER NOT NULL, pending INTEGER NOT NULL, urgency INTEGER NOT NULL,
     dueAt INTEGER NOT NULL, attempts INTEGER NOT NULL, writtenAt INTEGER NOT NULL, PRIMARY KEY (account, key)) WITHOUT ROWID;
   CREATE INDEX deliveriesPending ON deliveries (pending, account, dueAt);
   INSERT INTO deliveries SELECT '', key, version, pending, 1, dueAt, attempts, writtenAt FROM outbox;
   DROP TABLE outbox;
   -- Writes an account's KV took, by the UTC day since the epoch.
   CREATE TABLE writes (account TEXT NOT NULL, day INTEGER NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (account, day)) WITHOUT ROWID;
   CREATE INDEX admittedByLineage ON admitted (lineage);
   -- Accounts that are not well; until is 0 where that has no known end.
   CREATE TABLE accounts (
     id TEXT PRIMARY KEY, state TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER NOT NULL, detail TEXT NOT NULL) WITHOUT ROWID;`,

  `-- drainsUntil: 0, or when a mirror that was replaced is retired; it is shown to nobody meanwhile and serves who is there.
   ALTER TABLE mirrors ADD COLUMN drainsUntil INTEGER NOT NULL DEFAULT 0;
   -- batch: when the first of the mirrors it was released with was; 0 until it is. They are one risk.
   ALTER TABLE mirrors ADD COLUMN batch INTEGER NOT NULL DEFAULT 0;`,
  `-- The key that makes readers into tags: one a day, gone with its day. Never part of a snapshot, nor are the tags.
   CREATE TABLE tagKeys (day INTEGER PRIMARY KEY, key TEXT NOT NULL);
   -- Who was seen in this span (windows.weatherSeconds) and the one before, so that each counts once; and the counts.
   CREATE TABLE seenTags (span INTEGER NOT NULL, country TEXT NOT NULL, tag TEXT NOT NULL, PRIMARY KEY (span, country, tag)) WITHOUT ROWID;
   CREATE TABLE pulses (span INTEGER NOT NULL, country TEXT NOT NULL, seen INTEGER NOT NULL, controls INTEGER NOT NULL,
     PRIMARY KEY (span, country)) WITHOUT ROWID;
   -- When somebody in a country was last served by a mirror.
   CREATE TABLE served (hostname TEXT NOT NULL, country TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (hostname, country)) WITHOUT ROWID;

   -- Reports that were taken: each is good once.
   CREATE TABLE reportIds (hour INTEGER NOT NULL, groupId TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (hour, groupId, id)) WITHOUT ROWID;
   CREATE TABLE lastFailures (groupId TEXT NOT NULL, network TEXT NOT NULL, hostname TEXT NOT NULL, at INTEGER NOT NULL,
     PRIMARY KEY (groupId, network)) WITHOUT ROWID;

   -- country is '' where it is not known, or for everywhere.
   CREATE TABLE verdicts (
     hostname TEXT NOT NULL, country TEXT NOT NULL, state TEXT NOT NULL, cause TEXT, level TEXT NOT NULL, since INTEGER NOT NULL,
     clearedAt INTEGER, verdict TEXT NOT NULL, PRIMARY KEY (hostname, country)) WITHOUT ROWID;
   CREATE INDEX eventsByHostname ON events (hostname);
   CREATE TABLE words (
     id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, pattern TEXT NOT NULL, country TEXT NOT NULL, says TEXT NOT NULL,
     cause TEXT);
   CREATE TABLE signals (
     id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, kind TEXT NOT NULL, account TEXT, zone TEXT, hostname TEXT,
     service TEXT, detail TEXT NOT NULL);
   CREATE TABLE volunteers (id TEXT PRIMARY KEY, key TEXT NOT NULL, addedAt INTEGER NOT NULL);
   -- Probes somebody should run: why, from when on, and a hostname of the zone that no link names.
   CREATE TABLE wishes (
     hostname TEXT NOT NULL, country TEXT NOT NULL, reason TEXT NOT NULL, canary TEXT NOT NULL, dueAt INTEGER NOT NULL,
     PRIMARY KEY (hostname, country)) WITHOUT ROWID;
   -- When a hostname was last probed from a country.
   CREATE TABLE probed (hostname TEXT NOT NULL, country TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (hostname, country)) WITHOUT ROWID;
   CREATE TABLE spares (lineage TEXT NOT NULL, day INTEGER NOT NULL, given INTEGER NOT NULL, PRIMARY KEY (lineage, day)) WITHOUT ROWID;
   CREATE TABLE weather (country TEXT PRIMARY KEY, weather TEXT NOT NULL, since INTEGER NOT NULL, numbers TEXT NOT NULL);`,
  `-- What a service's relays seal for each other with. id: when it was made, seconds, or the next number.
   CREATE TABLE jarKeys (
     service TEXT NOT NULL, id INTEGER NOT NULL, key TEXT NOT NULL, leads INTEGER NOT NULL, carriedOnly INTEGER NOT NULL,
     PRIMARY KEY (service, id)) WITHOUT ROWID;`,
  `-- How many more readers this one may bring.
   ALTER TABLE readers ADD COLUMN sharesLeft INTEGER NOT NULL DEFAULT 3;`,
];

/** Bring the tables up to date. Runs in the Durable Object's constructor, in one transaction a step. */
export function migrate(storage: DurableObjectStorage, steps: readonly string[] = STEPS): void {
  const { sql } = storage;
  sql.exec("CREATE TABLE IF NOT EXISTS migrations (step INTEGER PRIMARY KEY)");
  const done = sql.exec<{ steps: number }>("SELECT count(*) AS steps FROM migrations").one().steps;
  for (const [step, statements] of steps.entries()) {
    if (step < done) continue;
    storage.transactionSync(() => {
      sql.exec(statements);
      sql.exec("INSERT INTO migrations (step) VALUES (?)", step);
    });
  }
}
