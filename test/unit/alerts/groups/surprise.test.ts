import { describe, expect, test } from "vitest";
import { surprise } from "../../../../lib/alerts/groups/surprise.ts";

/** As good as none: then it is the distribution that it would be without. */
const CERTAIN = 1e9;

/** −log10 P(N ≥ errors) of a negative binomial distribution, summed term by term. */
function exact(errors: number, mean: number, dispersion: number): number {
  const size = mean / (dispersion - 1);
  const share = mean / (mean + size);
  let term = (1 - share) ** size;
  let above = 0;
  for (let n = 0; n < errors + 3_000; n++) {
    if (n >= errors) above += term;
    term *= (share * (n + size)) / (n + 1);
  }
  return -Math.log10(above);
}

describe("surprise", () => {
  test.each([
    [1, 0.001, 1.05],
    [2, 0.03, 2],
    [6, 0.03, 2],
    [5, 0.5, 1.5],
    [20, 5, 3],
    [60, 20, 1.2],
    [200, 100, 4],
    [300, 8, 17],
  ])("of %s where %s are expected with a dispersion of %s is what it is, nearly", (errors, mean, dispersion) => {
    const off = surprise(errors, { mean, dispersion, evidence: CERTAIN }) - exact(errors, mean, dispersion);
    expect(Math.abs(off)).toBeLessThan(0.1);
  });

  test("is less where errors come in clusters", () => {
    const singly = surprise(20, { mean: 5, dispersion: 1, evidence: CERTAIN });
    expect(surprise(20, { mean: 5, dispersion: 4, evidence: CERTAIN })).toBeLessThan(singly / 2);
  });

  test("is less where little is known of how many are usual", () => {
    const known = surprise(20, { mean: 5, dispersion: 1, evidence: 1_000 });
    expect(surprise(20, { mean: 5, dispersion: 1, evidence: 3 })).toBeLessThan(known / 2);
  });

  test("of more errors is never less", () => {
    for (let errors = 1; errors < 500; errors++) {
      const expected = { mean: 3.3, dispersion: 2.2, evidence: 40 };
      expect(surprise(errors + 1, expected)).toBeGreaterThanOrEqual(surprise(errors, expected));
    }
  });

  test("there is none in what is expected or less", () => {
    expect(surprise(5, { mean: 5, dispersion: 1, evidence: 10 })).toBe(0);
    expect(surprise(0, { mean: 0, dispersion: 1, evidence: 10 })).toBe(0);
  });
});
