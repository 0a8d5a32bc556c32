/** The tables of a history file. A file of another version is set aside. */
export const HISTORY_VERSION = 1;

/** Steps that loads are kept in, and for how long: each is made of the one before. */
export const TIERS = [
  { stepMs: 10_000, keptMs: 6 * 3_600_000 },
  { stepMs: 60_000, keptMs: 3 * 86_400_000 },
  { stepMs: 600_000, keptMs: 60 * 86_400_000 },
  { stepMs: 3_600_000, keptMs: 730 * 86_400_000 },
] as const;

/** Who was where, and what moved. */
export const EVENTS_KEPT_MS = 90 * 86_400_000;

export const SCHEMA = `
CREATE TABLE IF NOT EXISTS sample (
  step INTEGER, at INTEGER, node INTEGER, load REAL, most REAL, speed REAL, free REAL, total REAL, tasks REAL,
  PRIMARY KEY (step, at, node)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS node (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE IF NOT EXISTS stay (
  task TEXT, since INTEGER, until INTEGER, node INTEGER, home INTEGER, command TEXT, cpu REAL, memory REAL,
  PRIMARY KEY (task, since)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS stay_since ON stay (since);
CREATE TABLE IF NOT EXISTS move (
  at INTEGER, task TEXT, event TEXT, source INTEGER, target INTEGER, reason TEXT, freeze REAL, total REAL, bytes REAL,
  PRIMARY KEY (at, task, event)
) WITHOUT ROWID;
PRAGMA user_version = ${HISTORY_VERSION};`;
