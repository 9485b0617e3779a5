/** Which arrivals a scan looks at: half-open windows that overlap by the look-back and begin at a whole minute. */
import { MINUTE_MS } from "../durations.ts";

/** After an outage the store is not asked for days at once. */
const MAX_STEP_MS = 6 * 60 * MINUTE_MS;

export interface ScanWindow {
  readonly fromMs: number;
  readonly toMs: number;
  /** More arrivals than these wait for the next window. */
  readonly isBehind: boolean;
  /** The state is from a clock that was put back since: what it knows of time must be forgotten. */
  readonly restart: boolean;
}

/** @param watermarkMs up to where earlier scans came; undefined before the first */
export function nextWindow(watermarkMs: number | undefined, nowMs: number, lookBackMs: number): ScanWindow {
  const restart = watermarkMs !== undefined && watermarkMs > nowMs + lookBackMs;
  const reachedMs = watermarkMs === undefined || restart ? nowMs : Math.min(watermarkMs, nowMs);
  const toMs = Math.min(nowMs, reachedMs + MAX_STEP_MS);
  return { fromMs: startOfMinute(reachedMs - lookBackMs), toMs, isBehind: toMs < nowMs, restart };
}

function startOfMinute(timeMs: number): number {
  return Math.floor(timeMs / MINUTE_MS) * MINUTE_MS;
}
