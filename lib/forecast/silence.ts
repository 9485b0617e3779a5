/**
 * A series of counts that falls silent: so many events were expected since the last one that chance is no explanation. With Poisson counts
 * a gap of 14 expected events has a probability of a millionth; where counts stray more (φ, counts.ts), gaps are wider.
 */
const SILENT_EVENTS = 14;

export interface Silence {
  /** @param expected events in this row, by what was usual before the silence; NaN while that is not known */
  take(value: number, expected: number, dispersion: number): boolean;
  save(): number[];
}

export function createSilence(saved: readonly number[] = []): Silence {
  let [missed = 0] = saved;
  return {
    take(value, expected, dispersion) {
      if (Number.isNaN(expected)) return false;
      missed = value > 0 ? 0 : missed + expected;
      return missed > SILENT_EVENTS * Math.max(1, dispersion);
    },
    save: () => [missed],
  };
}
