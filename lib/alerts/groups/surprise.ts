/** How surprising a count of errors is. Pure. */

/** Fewer are not expected of anything. */
const LEAST_EXPECTED = 1e-6;
/** What comes singly and by chance has 1; nothing that was counted is as regular as that. */
const LEAST_DISPERSION = 1.05;

export interface Expected {
  /** Errors in such a span. */
  readonly mean: number;
  /** Variance over mean: 1 where each comes by itself, the size of the clusters where they come in such. */
  readonly dispersion: number;
  /** So many errors, or clusters of them, is the mean learned from: of few, it may be much larger. */
  readonly evidence: number;
}

/**
 * How unlikely so many or more are, as a power of ten: 5 is one in a hundred thousand. Of a negative binomial distribution, whose tail is
 * that of clusters and moods; 0 if there are no more than expected.
 */
export function surprise(errors: number, { mean, dispersion, evidence }: Expected): number {
  const m = Math.max(mean, LEAST_EXPECTED);
  if (errors <= m) return 0;
  // Its variance is m + m²/size: of dispersion m (φ − 1)/m, and of the doubt about m itself m²/evidence.
  const size = 1 / ((Math.max(dispersion, LEAST_DISPERSION) - 1) / m + 1 / evidence);
  const share = m / (m + size);
  const exactly =
    logGamma(errors + size) -
    logGamma(errors + 1) -
    logGamma(size) +
    size * Math.log1p(-share) +
    errors * Math.log(share);
  // Each further error is less likely by this factor at least.
  const next = (share * (errors + size)) / (errors + 1);
  return Math.max(0, (Math.log1p(-next) - exactly) / Math.LN10);
}

/** Stirling's series, after shifting x to where it is exact to ten digits. */
function logGamma(x: number): number {
  let shifted = x;
  let product = 1;
  while (shifted < 8) product *= shifted++;
  const inverse = 1 / shifted;
  const series = inverse * (1 / 12 - inverse ** 2 * (1 / 360 - inverse ** 2 / 1260));
  return (shifted - 0.5) * Math.log(shifted) - shifted + 0.5 * Math.log(2 * Math.PI) + series - Math.log(product);
}
