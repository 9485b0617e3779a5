/** What every method gives for a row, and for times after the last one. */
export interface Expectation {
  readonly expected: number;
  /** Undefined while only one value is known; upper too. */
  readonly lower: number | undefined;
  readonly upper: number | undefined;
}

export interface Step {
  /** What was expected of this row; undefined before anything is known. */
  readonly expectation: Expectation | undefined;
  /** How unusual the row is, in [0, 1]. */
  readonly score: number;
  /** How many deviations the row, or the window that ends with it, lies above or (negative) below what was expected. */
  readonly deviations: number;
  readonly windowRows: number;
  /** What that window takes for usual of the row: unlike what was expected, it does not follow an incident. Undefined where nothing is. */
  readonly usual?: number;
  /** So many events were expected since the last one that it is no chance. */
  readonly isSilent: boolean;
}

export interface Forecaster {
  /** @param value undefined for a gap, of which nothing is learned */
  step(timeMs: number, value: number | undefined): Step;
  /** What is expected of these times, ascending and after the last row; nothing as long as there was no value. */
  ahead(timesMs: readonly number[]): Expectation[];
}

/** From here on somebody is woken. */
export const PAGE_DEVIATIONS = 6;
/** From here on it is worth a line in a digest. */
export const DIGEST_DEVIATIONS = 5;

export function isAnomaly({ deviations, isSilent }: Step): boolean {
  return isSilent || Math.abs(deviations) >= PAGE_DEVIATIONS;
}
