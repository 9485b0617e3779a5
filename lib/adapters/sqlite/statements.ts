/** Every statement, one constant each; WHERE clauses come from filter.ts. */
import type { TermField, TimeField } from "../../ports.ts";
import { COLUMNS } from "./schema.ts";

export const INSERT_RECORD = `
  INSERT INTO records (id, timestamp_ms, log_offset, ingested_ms, is_error, level, service, pattern, host, dataset, document)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (id) DO NOTHING`;

export const INSERT_WORDS = `
  INSERT INTO words (rowid, message, error_message, error_type)
  VALUES (?, ?, ?, ?)`;

export const searchRecords = (where: string) => `
  SELECT id, document, timestamp_ms, log_offset, seq
  FROM records
  WHERE ${where}
  ORDER BY timestamp_ms DESC, log_offset DESC, seq DESC
  LIMIT ?`;

/** The rest of a listing in that order. */
export const AFTER_CURSOR = "(timestamp_ms, log_offset, seq) < (?, ?, ?)";

export const countRecords = (where: string) => `
  SELECT count(*) AS count
  FROM records
  WHERE ${where}`;

const TIME_COLUMNS: Readonly<Record<TimeField, string>> = {
  "@timestamp": "timestamp_ms",
  "event.ingested": "ingested_ms",
};

/** Floor division: the intervals of times before 1970 begin below them too. */
export const recordsPerInterval = (by: TimeField, where: string) => `
  SELECT ${TIME_COLUMNS[by]} - ((${TIME_COLUMNS[by]} % :intervalMs) + :intervalMs) % :intervalMs AS startMs, count(*) AS count
  FROM records
  WHERE ${where}
  GROUP BY startMs
  ORDER BY startMs`;

/** The names of fields are ours, not a user's: they may stand in the SQL. */
const textOf = (field: TermField) => COLUMNS[field] ?? `CAST(json_extract(document, '$."${field}"') AS TEXT)`;

export const frequentTerms = (field: TermField, where: string) => `
  SELECT ${textOf(field)} AS value, count(*) AS count
  FROM records
  WHERE ${where} AND value IS NOT NULL
  GROUP BY value
  ORDER BY count DESC, value
  LIMIT ?`;

export const distinctValues = (field: TermField, where: string) => `
  SELECT count(DISTINCT ${textOf(field)}) AS count
  FROM records
  WHERE ${where}`;

const ERRORS_OF_WINDOW = "is_error = 1 AND ingested_ms >= :fromMs AND ingested_ms < :toMs";

export const NEWEST_ERROR = `
  SELECT max(ingested_ms) AS newestMs
  FROM records
  WHERE ${ERRORS_OF_WINDOW}`;

export const COUNT_ERRORS = `
  SELECT count(*) AS count
  FROM records
  WHERE ${ERRORS_OF_WINDOW}`;

export const ERROR_GROUPS = `
  SELECT coalesce(service, '') AS service,
         coalesce(pattern, '') AS pattern,
         count(*) AS count,
         count(*) FILTER (WHERE level = 'fatal') AS fatalCount
  FROM records
  WHERE ${ERRORS_OF_WINDOW}
  GROUP BY 1, 2
  ORDER BY 1, 2
  LIMIT :most`;

export const OLDEST_RECORD = "SELECT min(timestamp_ms) AS oldestMs FROM records";

const OLDEST_BEFORE = `
  SELECT seq
  FROM records
  WHERE timestamp_ms < ?
  ORDER BY timestamp_ms, log_offset, seq
  LIMIT ?`;

export const DROP_WORDS_BEFORE = `DELETE FROM words WHERE rowid IN (${OLDEST_BEFORE})`;
export const DROP_RECORDS_BEFORE = `DELETE FROM records WHERE seq IN (${OLDEST_BEFORE})`;
