/** The spans that indices are cut by and retention removes: days or months, in UTC. */

export type Granularity = "day" | "month";

/** Half-open [startMs, endMs). */
export interface Period {
  /** `2026-11-23`, or `2026-11` for a month. */
  readonly name: string;
  readonly startMs: number;
  readonly endMs: number;
}

const MS_PER_DAY = 86_400_000;

export function periodOf(timestampMs: number, granularity: Granularity): Period {
  if (granularity === "day") {
    const startMs = Math.floor(timestampMs / MS_PER_DAY) * MS_PER_DAY;
    return { name: new Date(startMs).toISOString().slice(0, -14), startMs, endMs: startMs + MS_PER_DAY };
  }
  const time = new Date(timestampMs);
  const startMs = Date.UTC(time.getUTCFullYear(), time.getUTCMonth(), 1);
  const endMs = Date.UTC(time.getUTCFullYear(), time.getUTCMonth() + 1, 1);
  return { name: new Date(startMs).toISOString().slice(0, -17), startMs, endMs };
}

const EARLIEST_MS = Date.UTC(1000);
const LATEST_MS = Date.UTC(3000);

/** Years of four digits that begin with 1 or 2: the index patterns rely on it. */
export function isStorableTime(timestampMs: number): boolean {
  return timestampMs >= EARLIEST_MS && timestampMs < LATEST_MS && Number.isInteger(timestampMs);
}
