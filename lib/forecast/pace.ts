/** The distance of rows: their median, followed row by row, so that a jump or a gap in the times changes little. */
export interface Pace {
  /** 0 before the second row. */
  readonly stepMs: number;
  readonly lastMs: number;
  take(timeMs: number): void;
  save(): number[];
}

/** How far the median may move per row. */
const GAIN = 1.05;

export function createPace(saved: readonly number[] = []): Pace {
  let [stepMs = 0, lastMs = Number.NaN] = saved;
  return {
    get stepMs() {
      return stepMs;
    },
    get lastMs() {
      return lastMs;
    },
    take(timeMs) {
      const distanceMs = timeMs - lastMs;
      lastMs = timeMs;
      if (!(distanceMs > 0)) return;
      if (stepMs === 0) stepMs = distanceMs;
      else stepMs = Math.min(Math.max(distanceMs, stepMs / GAIN), stepMs * GAIN);
    },
    save: () => [stepMs, lastMs],
  };
}
