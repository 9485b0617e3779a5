/** errorGroups(): minute by minute, the newest first, so that SQLite sorts no more than one minute at a time. */

import type { DatabaseSync } from "node:sqlite";
import { MINUTE_MS } from "../../durations.ts";
import type { ErrorGroupCount, ErrorGroups, ErrorWindow } from "../../ports.ts";
import { COUNT_ERRORS, ERROR_GROUPS, NEWEST_ERROR } from "./statements.ts";

export function readErrorGroups(db: DatabaseSync, { ingestedFromMs, ingestedToMs, most }: ErrorWindow): ErrorGroups {
  const newestError = db.prepare(NEWEST_ERROR);
  const groupsOfMinute = db.prepare(ERROR_GROUPS);
  const groups: ErrorGroupCount[] = [];
  let toMs = ingestedToMs;
  while (groups.length < most) {
    const newestMs = newestError.get({ fromMs: ingestedFromMs, toMs })?.["newestMs"];
    if (typeof newestMs !== "number") return { groups, rest: 0 };
    const minuteMs = newestMs - (newestMs % MINUTE_MS);
    const fromMs = Math.max(minuteMs, ingestedFromMs);
    for (const row of groupsOfMinute.iterate({ fromMs, toMs, most: most - groups.length })) {
      groups.push({
        service: String(row["service"]),
        pattern: String(row["pattern"]),
        minuteMs,
        count: Number(row["count"]),
        fatalCount: Number(row["fatalCount"]),
      });
    }
    toMs = fromMs;
  }
  const errors = Number(db.prepare(COUNT_ERRORS).get({ fromMs: ingestedFromMs, toMs: ingestedToMs })?.["count"]);
  return { groups, rest: errors - groups.reduce((sum, { count }) => sum + count, 0) };
}
