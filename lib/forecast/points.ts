/** Minutes of a series as points for the store. */
import type { SeriesPoint } from "../ports.ts";
import { type SeriesId, seriesName } from "./series-id.ts";
import type { TrackedMinute } from "./track.ts";

export function pointOf(id: SeriesId, minute: TrackedMinute): SeriesPoint {
  const { minuteMs, actual, smoothed, expected, lower, upper, score, anomaly } = minute;
  return {
    series: seriesName(id),
    ...id,
    minuteMs,
    ...(actual !== undefined && { actual }),
    ...(smoothed !== undefined && { smoothed }),
    ...(expected !== undefined && { expected }),
    ...(lower !== undefined && { lower }),
    ...(upper !== undefined && { upper }),
    score,
    anomaly,
  };
}
