export const SECOND_MS = 1_000;
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

export interface TimeSpan {
  readonly startMs: number;
  readonly endMs: number;
}

/** Half-open. */
export function isWithin({ startMs, endMs }: TimeSpan, timeMs: number): boolean {
  return timeMs >= startMs && timeMs < endMs;
}
