/** Every statement, one constant each; WHERE clauses come from filter.ts. */
import type { DistinctField, TermField } from "../../ports.ts";

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

/** Floor division: the intervals of times before 1970 begin below them too. */
export const recordsPerInterval = (column: "timestamp_ms" | "ingested_ms", where: string) => `
  SELECT ${column} - ((${column} % :intervalMs) + :intervalMs) % :intervalMs AS startMs, count(*) AS count
  FROM records
  WHERE ${where}
  GROUP BY startMs
  ORDER BY startMs`;

const TERM_COLUMNS: Readonly<Record<TermField, string>> = {
  "log.level": "level",
  "service.name": "service",
  "host.name": "host",
  "event.dataset": "dataset",
  "log.pattern": "pattern",
};

export const distinctValues = (field: DistinctField, where: string) => `
  SELECT count(DISTINCT json_extract(document, '$."${field}"')) AS count
  FROM records
  WHERE ${where}`;

export const frequentTerms = (field: TermField, where: string) => `
  SELECT ${TERM_COLUMNS[field]} AS value, count(*) AS count
  FROM records
  WHERE ${where} AND ${TERM_COLUMNS[field]} IS NOT NULL
  GROUP BY value
  ORDER BY count DESC, value
  LIMIT ?`;

export const ERROR_GROUPS = `
  SELECT coalesce(service, '') AS service,
         coalesce(pattern, '') AS pattern,
         ingested_ms - ingested_ms % 60000 AS minuteMs,
         count(*) AS count,
         count(*) FILTER (WHERE level = 'fatal') AS fatalCount
  FROM records
  WHERE is_error = 1 AND ingested_ms >= ? AND ingested_ms < ?
  GROUP BY 1, 2, 3
  ORDER BY 3, 1, 2`;

export const OLDEST_RECORD = "SELECT min(timestamp_ms) AS oldestMs FROM records";

const OLDEST_BEFORE = `
  SELECT seq
  FROM records
  WHERE timestamp_ms < ?
  ORDER BY timestamp_ms, log_offset, seq
  LIMIT ?`;

export const DROP_WORDS_BEFORE = `DELETE FROM words WHERE rowid IN (${OLDEST_BEFORE})`;
export const DROP_RECORDS_BEFORE = `DELETE FROM records WHERE seq IN (${OLDEST_BEFORE})`;
