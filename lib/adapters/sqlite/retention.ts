import type { DatabaseSync } from "node:sqlite";
import { setImmediate } from "node:timers/promises";
import { type Granularity, periodOf } from "../periods.ts";
import { DROP_POINTS_BEFORE, DROP_RECORDS_BEFORE, DROP_WORDS_BEFORE, OLDEST_RECORD } from "./statements.ts";
import { inTransaction } from "./transaction.ts";

/** A tenth of a second of work or less: a day may hold a million records, and this process has others to serve. */
const RECORDS_PER_STEP = 5_000;
const POINTS_PER_STEP = 20_000;

/**
 * Removes the periods that end at or before `beforeMs`, oldest first, in small transactions; one that is interrupted goes on with
 * the next call. The file keeps its size: the space is for the records to come. Gives the names of the periods.
 */
export async function dropBefore(db: DatabaseSync, beforeMs: number, granularity: Granularity): Promise<string[]> {
  const dropWords = db.prepare(DROP_WORDS_BEFORE);
  const dropRecords = db.prepare(DROP_RECORDS_BEFORE);
  const oldest = db.prepare(OLDEST_RECORD);
  const dropped = new Set<string>();
  for (;;) {
    const oldestMs = oldest.get()?.["oldestMs"];
    if (typeof oldestMs !== "number") break;
    const { name, endMs } = periodOf(oldestMs, granularity);
    if (endMs > beforeMs) break;
    inTransaction(db, () => {
      dropWords.run(endMs, RECORDS_PER_STEP);
      dropRecords.run(endMs, RECORDS_PER_STEP);
    });
    dropped.add(name);
    await setImmediate();
  }
  await dropPointsBefore(db, periodOf(beforeMs, granularity).startMs);
  return [...dropped];
}

async function dropPointsBefore(db: DatabaseSync, startMs: number): Promise<void> {
  const dropPoints = db.prepare(DROP_POINTS_BEFORE);
  while (Number(dropPoints.run(startMs, POINTS_PER_STEP).changes) === POINTS_PER_STEP) await setImmediate();
}
