/**
 * One table of documents with a column for each field that filters use, and an index of their words. All names of
 * columns are here and in statements.ts and filter.ts, nowhere else.
 */
import type { DatabaseSync } from "node:sqlite";
import { SluiceError } from "../../errors.ts";
import { inTransaction } from "./transaction.ts";

const SCHEMA_VERSION = 3;

/**
 * WAL: readers do not wait for the writer. In WAL mode synchronous=NORMAL syncs at checkpoints only, yet a commit is in the
 * operating system's hands when COMMIT returns: a killed process loses nothing, a power cut may lose the last commits, and
 * neither damages the file (https://sqlite.org/pragma.html#pragma_synchronous). Pages of 8 KiB write a tenth faster than 4.
 */
const CONNECTION = `
  PRAGMA page_size = 8192;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  PRAGMA wal_autocheckpoint = 4000;
  PRAGMA cache_size = -65536;
  PRAGMA temp_store = MEMORY;
`;

/** The fields that have a column; the others are read from the document. */
export const COLUMNS: Readonly<Record<string, string>> = {
  "log.level": "level",
  "service.name": "service",
  "log.pattern": "pattern",
  "host.name": "host",
  "event.dataset": "dataset",
};

/** `log_offset` is -1 where a record has none: such records come last among equal times. */
const TABLES = `
  CREATE TABLE records (
    seq          INTEGER PRIMARY KEY,
    id           TEXT    NOT NULL UNIQUE,
    timestamp_ms INTEGER NOT NULL,
    log_offset   INTEGER NOT NULL,
    ingested_ms  INTEGER NOT NULL,
    is_error     INTEGER NOT NULL,
    level        TEXT,
    service      TEXT,
    pattern      TEXT,
    host         TEXT,
    dataset      TEXT,
    document     TEXT    NOT NULL
  ) STRICT;

  CREATE INDEX records_by_time ON records (timestamp_ms, log_offset);
  CREATE INDEX errors_by_arrival ON records (ingested_ms) WHERE is_error = 1;
`;

/**
 * Since version 2. Alert rules look at what arrived in the last minutes, each of them every minute: without it each reads the whole
 * table. It takes 17 bytes a record.
 */
const ARRIVALS = "CREATE INDEX records_by_arrival ON records (ingested_ms)";

/** Since version 3. Points of forecasts: no records, and in no table that records are read or counted from. */
const POINTS = `
  CREATE TABLE IF NOT EXISTS forecast_points (
    series    TEXT    NOT NULL,
    minute_ms INTEGER NOT NULL,
    service   TEXT,
    level     TEXT,
    query     TEXT,
    actual    REAL,
    smoothed  REAL,
    expected  REAL,
    lower     REAL,
    upper     REAL,
    score     REAL    NOT NULL,
    anomaly   INTEGER NOT NULL,
    PRIMARY KEY (series, minute_ms)
  ) STRICT, WITHOUT ROWID;

  CREATE INDEX IF NOT EXISTS forecast_points_by_time ON forecast_points (minute_ms);
`;

/**
 * Contentless: the words only, the text stands in the document. No folding of diacritics, marks belong to words: as
 * adapters/words.ts has it.
 */
const WORDS = `
  CREATE VIRTUAL TABLE words USING fts5 (
    message, error_message, error_type,
    content = '', contentless_delete = 1,
    tokenize = "unicode61 remove_diacritics 0 categories 'L* N* M* Co'"
  );
`;

/** Sets up the connection and, in a new file, the tables. Safe while other processes do the same. */
export function prepareDatabase(db: DatabaseSync): void {
  db.exec(CONNECTION);
  if (versionOf(db) === SCHEMA_VERSION) return;
  inTransaction(db, () => {
    const version = versionOf(db);
    if (version === SCHEMA_VERSION) return;
    if (version > SCHEMA_VERSION) {
      throw new SluiceError(
        "config",
        `${db.location()} has schema version ${version}, this Sluice knows ${SCHEMA_VERSION}: use another file`,
      );
    }
    if (version === 0) {
      db.exec(TABLES);
      db.exec(WORDS);
    }
    if (version < 2) db.exec(ARRIVALS);
    db.exec(POINTS);
    db.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`);
  });
}

function versionOf(db: DatabaseSync): number {
  return Number(db.prepare("PRAGMA user_version").get()?.["user_version"]);
}
