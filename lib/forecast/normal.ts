/** How many deviations of a normal distribution leave this tail beyond them (Abramowitz and Stegun 26.2.23, to 0.0005). */
export function normalQuantile(tail: number): number {
  const t = Math.sqrt(-2 * Math.log(tail));
  const above = 2.515517 + t * (0.802853 + t * 0.010328);
  return t - above / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
}
