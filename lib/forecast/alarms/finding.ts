/** What the forecast finds out about one series: for whoever tells people. */
import type { SeriesId } from "../series-id.ts";

export type FindingKind = "above" | "below" | "silent";

export interface Finding {
  readonly series: SeriesId;
  readonly kind: FindingKind;
  /** The first minute of what is unusual. */
  readonly sinceMs: number;
  /** So long it has lasted. */
  readonly minutes: number;
  /** Per minute: what is usual at this time. */
  readonly expected: number;
  /** Per minute, since it began, of the last quarter of an hour at most. */
  readonly actual: number;
  /** Per minute: beyond it, a single minute is unusual. */
  readonly limit: number;
  /** The most so far; below zero for too little. */
  readonly deviations: number;
  /** It is, or was since it began, far enough from usual to be told by itself; else it is worth a line. */
  readonly isPage: boolean;
  /** It ended because so much, or so little, is usual by now: nobody is told of it, but that. */
  readonly isUsual?: boolean;
  /** What makes up most of it: of a service a level, of all a service. */
  readonly mostly?: string;
  /** Of the last minutes that were judged, the newest last, at most 15. */
  readonly perMinute: readonly number[];
}
