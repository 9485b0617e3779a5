/**
 * The LogStore in one SQLite file: what `npm start` uses, and good for some millions of records: a million takes 100 MB or
 * so with its words, and questions over all of it half a second, which block this process. Several processes may have it open.
 */
import { mkdirSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import type { LogStore, SearchRequest } from "../../ports.ts";
import type { LogRecord } from "../../record.ts";
import type { Granularity } from "../periods.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";
import { readErrorGroups } from "./error-groups.ts";
import { toSluiceError } from "./errors.ts";
import { allOf, whereOf } from "./filter.ts";
import { readMinuteCounts } from "./minute-counts.ts";
import { readPoints, writePoints } from "./points.ts";
import { dropBefore } from "./retention.ts";
import { prepareDatabase } from "./schema.ts";
import * as sql from "./statements.ts";
import { createWriter } from "./write.ts";

/** How long a call waits for another process that writes. */
const BUSY_TIMEOUT_MS = 5_000;

/**
 * @param path of the file; its folder is made. `:memory:` is a store that ends with the process.
 * @throws SluiceError "config" or "denied" if the file cannot be used
 */
export async function openSqliteStore({
  path,
  granularity,
}: {
  path: string;
  granularity: Granularity;
}): Promise<LogStore> {
  const db = openDatabase(path);
  const writeAll = createWriter(db);
  const guarded = <T>(work: () => T | Promise<T>): Promise<T> => settle(path, work);
  const rows = (statement: string, ...parameters: SQLInputValue[]) => db.prepare(statement).all(...parameters);

  return {
    async prepare() {
      // Everything was made on opening.
    },

    write: (documents) => guarded(() => writeAll(documents)),

    // What is committed is seen.
    refresh: async () => true,

    search: (request) => guarded(() => search(db, request)),

    count: (filter) =>
      guarded(() => {
        const where = whereOf(filter);
        return Number(db.prepare(sql.countRecords(where.sql)).get(...where.parameters)?.["count"]);
      }),

    histogram: (filter, intervalMs, by = "@timestamp") =>
      guarded(() => {
        const where = whereOf(filter);
        const statement = db.prepare(sql.recordsPerInterval(by, where.sql));
        return statement
          .all({ intervalMs }, ...where.parameters)
          .map((row) => ({ startMs: Number(row["startMs"]), count: Number(row["count"]) }));
      }),

    terms: (filter, field, limit) =>
      guarded(() => {
        const where = whereOf(filter);
        return rows(sql.frequentTerms(field, where.sql), ...where.parameters, limit).map((row) => ({
          value: String(row["value"]),
          count: Number(row["count"]),
        }));
      }),

    distinct: (filter, field) =>
      guarded(() => {
        const where = whereOf(filter);
        return Number(db.prepare(sql.distinctValues(field, where.sql)).get(...where.parameters)?.["count"]);
      }),

    minuteCounts: (window) => guarded(() => readMinuteCounts(db, window)),

    fieldValues: (filter, intervalMs, field, statistic) =>
      guarded(() => {
        const where = whereOf(filter);
        const statement = db.prepare(sql.statisticPerInterval(field, statistic, where.sql));
        return statement
          .all({ intervalMs }, ...where.parameters)
          .map((row) => ({ startMs: Number(row["startMs"]), value: Number(row["value"]) }));
      }),

    writePoints: (points) => guarded(() => writePoints(db, points)),
    readPoints: (series, window) => guarded(() => readPoints(db, series, window)),

    errorGroups: (window) => guarded(() => readErrorGroups(db, window)),

    dropBefore: (beforeMs) => guarded(() => dropBefore(db, beforeMs, granularity)),

    health: () =>
      guarded(() => {
        const version = db.prepare("SELECT sqlite_version() AS version").get()?.["version"];
        return { ok: true, detail: `SQLite ${version}, ${resolve(path)}` };
      }),

    async close() {
      if (db.isOpen) db.close();
    },
  };
}

function openDatabase(path: string): DatabaseSync {
  try {
    if (path !== ":memory:") mkdirSync(dirname(resolve(path)), { recursive: true });
    const db = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
    prepareDatabase(db);
    return db;
  } catch (error) {
    throw toSluiceError(error, path);
  }
}

function search(db: DatabaseSync, request: SearchRequest) {
  const position = request.cursor === undefined ? undefined : decodeCursor(request.cursor);
  const after = position ? [{ sql: sql.AFTER_CURSOR, parameters: position }] : [];
  const where = allOf([whereOf(request), ...after]);
  // One more than asked for tells whether there is a next page.
  const found = db.prepare(sql.searchRecords(where.sql)).all(...where.parameters, request.limit + 1);
  const rows = found.slice(0, request.limit);
  // The column holds what write() was given: the JSON text of a LogRecord.
  const hits = rows.map((row) => ({ id: String(row["id"]), record: JSON.parse(String(row["document"])) as LogRecord }));
  const last = rows.at(-1);
  if (found.length <= request.limit || last === undefined) return { hits };
  const cursor = encodeCursor([Number(last["timestamp_ms"]), Number(last["log_offset"]), Number(last["seq"])]);
  return { hits, cursor };
}

async function settle<T>(path: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toSluiceError(error, path);
  }
}
