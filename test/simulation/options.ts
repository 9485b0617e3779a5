/** How long is simulated, and what of it is left to the seed. */
import { DAY_MS, MINUTE_MS } from "./time.ts";

export interface SimulationOptions {
  readonly seed: number;
  /** That count; the warm-up comes before. */
  readonly days: number;
  /** Nothing is injected and nothing judged: the scans learn what is usual. */
  readonly warmUpDays: number;
  /** Ingest wakes the scan when it stored errors; else only the schedule runs it. */
  readonly isWoken: boolean;
  readonly incidents: number;
  /** What the scan would be with no idea of what is usual: any errors in two of three minutes are told. */
  readonly isEvery: boolean;
  readonly onProgress?: (line: string) => void;
}

/** A Monday. */
const START_MS = Date.parse("2026-03-02T00:00:00Z");
/** At the end, so that the last incidents can be told to be over. */
export const QUIET_END_MS = 5 * 60 * MINUTE_MS;

const INCIDENTS_PER_WEEK = 40;
const WARM_UP_DAYS = 2;

type Asked = Pick<SimulationOptions, "seed" | "days" | "isWoken"> & Partial<SimulationOptions>;

export function simulationOptions(asked: Asked): SimulationOptions {
  const incidents = Math.max(5, Math.round((INCIDENTS_PER_WEEK * asked.days) / 7));
  return { warmUpDays: WARM_UP_DAYS, isEvery: false, incidents, ...asked };
}

export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** All that is simulated, the warm-up included. */
export function wholeSpan({ days, warmUpDays }: SimulationOptions): Span {
  return { fromMs: START_MS, toMs: START_MS + (warmUpDays + days) * DAY_MS };
}

/** What counts. */
export function countedSpan(options: SimulationOptions): Span {
  return { fromMs: START_MS + options.warmUpDays * DAY_MS, toMs: wholeSpan(options).toMs };
}
