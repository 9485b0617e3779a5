/** What happened to Sluice in a time. */
import type { RunFigures } from "./stage.ts";
import { MINUTE_MS } from "./time.ts";
import type { Misfortune } from "./world/misfortune.ts";

export interface Past {
  readonly misfortunes: readonly Misfortune[];
  readonly figures: Pick<RunFigures, "lostRunsMs">;
}

const LOST_RUN_MS = 3 * MINUTE_MS;

export function disturbancesIn(fromMs: number, toMs: number, { misfortunes, figures }: Past): string[] {
  const kinds = misfortunes.filter(({ startMs, endMs }) => startMs < toMs && endMs > fromMs).map(({ kind }) => kind);
  // The next run does what a lost one left, or the one after that, when its claim has expired.
  const sinceMs = Math.max(fromMs, toMs - LOST_RUN_MS);
  const isRunLost = figures.lostRunsMs.some((atMs) => atMs >= sinceMs && atMs <= toMs);
  return [...kinds, ...(isRunLost ? ["lost run"] : [])];
}
