/**
 * How wildly counts stray: φ, their variance over their mean, is 1 for Poisson's. Where few are expected the deviation alone makes too
 * much of a handful; counted in clusters of φ they are nearly Poisson again, and Anscombe's square root tells how far off they are.
 */
const DISPERSION_ALPHA = 0.002;
/** A count teaches φ as if it strayed at most so many deviations. */
const MOST_DEVIATIONS = 6;
const ANSCOMBE = 3 / 8;
/** Less than this is expected too rarely to teach. */
const LEAST_EXPECTED = 0.01;

export interface Dispersion {
  readonly phi: number;
  learn(count: number, expected: number): void;
  save(): number[];
}

export function createDispersion(saved: readonly number[] = []): Dispersion {
  let [phi = 1, rows = 0] = saved;
  return {
    get phi() {
      return phi;
    },
    learn(count, expected) {
      if (!(expected > LEAST_EXPECTED)) return;
      const square = Math.min((count - expected) ** 2 / expected, MOST_DEVIATIONS ** 2 * Math.max(1, phi));
      rows++;
      phi += Math.max(DISPERSION_ALPHA, 1 / rows) * (square - phi);
    },
    save: () => [phi, rows],
  };
}

/** How many deviations a count lies off, as clusters of φ. */
export function clusterDeviations(count: number, expected: number, phi: number): number {
  const size = Math.max(1, phi);
  return 2 * (Math.sqrt(count / size + ANSCOMBE) - Math.sqrt(Math.max(0, expected) / size + ANSCOMBE));
}
