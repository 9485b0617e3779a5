/** Made-up counts per minute, the same for the same seed. */

/** Uniform in [0, 1) (mulberry32). */
export function uniform(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Counts with this mean whose variance is φ times as much: Poisson's for φ = 1, else the rate itself is a gamma variable. */
export function drawCount(mean: number, phi: number, random: () => number): number {
  return poisson(phi > 1 ? gamma(mean / (phi - 1), random) * (phi - 1) : mean, random);
}

/** Two peaks a day and quiet nights: from 0.35 of the base rate to 1.4. */
export function dailyProfile(minute: number): number {
  const hour = (minute / 60) % 24;
  return 0.35 + 0.9 * Math.exp(-((hour - 10.5) ** 2) / 8) + 0.7 * Math.exp(-((hour - 15.5) ** 2) / 10);
}

/** Knuth's product of uniforms, in portions that do not underflow. */
function poisson(rate: number, random: () => number): number {
  let count = 0;
  for (let left = rate; left > 0; left -= 50) {
    const floor = Math.exp(-Math.min(left, 50));
    for (let product = random(); product > floor; product *= random()) count++;
  }
  return count;
}

/** Marsaglia and Tsang (2000). */
function gamma(shape: number, random: () => number): number {
  if (shape < 1) return gamma(shape + 1, random) * (1 - random()) ** (1 / shape);
  const d = shape - 1 / 3;
  for (;;) {
    const x = normal(random);
    const v = (1 + x / Math.sqrt(9 * d)) ** 3;
    if (v > 0 && Math.log(1 - random()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}
