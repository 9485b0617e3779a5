/** Every statement, one constant each; WHERE clauses come from filter.ts. */
import type { FieldStatistic, NumericField, TermField, TimeField } from "../../ports.ts";
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

const MINUTE_OF_RECORD = "timestamp_ms - ((timestamp_ms % 60000) + 60000) % 60000";

export const LEVELS_PER_MINUTE = `
  SELECT ${MINUTE_OF_RECORD} AS minuteMs, level, count(*) AS count
  FROM records
  WHERE timestamp_ms >= ? AND timestamp_ms < ?
  GROUP BY 1, 2`;

export const SERVICES_PER_MINUTE = `
  SELECT ${MINUTE_OF_RECORD} AS minuteMs, service, level, count(*) AS count
  FROM records
  WHERE timestamp_ms >= ? AND timestamp_ms < ? AND service IN (SELECT value FROM json_each(?))
  GROUP BY 1, 2, 3`;

/** Whole numbers, as OpenSearch indexes them. */
const numbersPerInterval = (field: NumericField, where: string) => `
  SELECT timestamp_ms - ((timestamp_ms % :intervalMs) + :intervalMs) % :intervalMs AS startMs,
         CAST(json_extract(document, '$."${field}"') AS INTEGER) AS number
  FROM records
  WHERE ${where} AND json_type(document, '$."${field}"') IN ('integer', 'real')`;

/** The nearest rank: of 20 values the 19th. */
const STATISTICS: Readonly<Record<FieldStatistic, (numbers: string) => string>> = {
  mean: (numbers) => `SELECT startMs, avg(number) AS value FROM (${numbers}) GROUP BY startMs ORDER BY startMs`,
  p95: (numbers) => `
    SELECT startMs, number AS value
    FROM (
      SELECT startMs, number,
             row_number() OVER (PARTITION BY startMs ORDER BY number) AS rank,
             count(*) OVER (PARTITION BY startMs) AS count
      FROM (${numbers})
    )
    WHERE rank = (95 * count + 99) / 100
    ORDER BY startMs`,
};

export const statisticPerInterval = (field: NumericField, statistic: FieldStatistic, where: string) =>
  STATISTICS[statistic](numbersPerInterval(field, where));

export const INSERT_POINT = `
  INSERT INTO forecast_points (series, minute_ms, service, level, query, actual, smoothed, expected, lower, upper, score, anomaly)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT DO NOTHING`;

export const READ_POINTS = `
  SELECT minute_ms AS minuteMs, service, level, query, actual, smoothed, expected, lower, upper, score, anomaly
  FROM forecast_points
  WHERE series = ? AND minute_ms >= ? AND minute_ms < ?
  ORDER BY minute_ms`;

export const DROP_POINTS_BEFORE = `
  DELETE FROM forecast_points
  WHERE (series, minute_ms) IN (SELECT series, minute_ms FROM forecast_points WHERE minute_ms < ? ORDER BY minute_ms LIMIT ?)`;

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
