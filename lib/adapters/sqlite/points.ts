/** Points of forecasts: a table of their own. */
import type { DatabaseSync } from "node:sqlite";
import type { SeriesPoint } from "../../ports.ts";
import { LEVELS } from "../../record.ts";
import { INSERT_POINT, READ_POINTS } from "./statements.ts";
import { inTransaction } from "./transaction.ts";

export function writePoints(db: DatabaseSync, points: readonly SeriesPoint[]): void {
  const insert = db.prepare(INSERT_POINT);
  inTransaction(db, () => {
    for (const point of points) {
      const { service = null, level = null, query = null, actual = null, smoothed = null } = point;
      const { expected = null, lower = null, upper = null } = point;
      const values = [actual, smoothed, expected, lower, upper, point.score, point.anomaly ? 1 : 0];
      insert.run(point.series, point.minuteMs, service, level, query, ...values);
    }
  });
}

export function readPoints(
  db: DatabaseSync,
  series: string,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): SeriesPoint[] {
  return db
    .prepare(READ_POINTS)
    .all(series, fromMs, toMs)
    .map((row) => {
      const number = (name: "actual" | "smoothed" | "expected" | "lower" | "upper") =>
        row[name] === null ? {} : { [name]: Number(row[name]) };
      const level = LEVELS.find((known) => known === row["level"]);
      return {
        series,
        ...(row["service"] !== null && { service: String(row["service"]) }),
        ...(level && { level }),
        ...(row["query"] !== null && { query: String(row["query"]) }),
        minuteMs: Number(row["minuteMs"]),
        ...number("actual"),
        ...number("smoothed"),
        ...number("expected"),
        ...number("lower"),
        ...number("upper"),
        score: Number(row["score"]),
        anomaly: row["anomaly"] === 1,
      };
    });
}
