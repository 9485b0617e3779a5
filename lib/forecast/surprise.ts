/**
 * The score: how rare a row is for its own series, whatever the series' unit and habits. Four signs of trouble, each the logarithm of a
 * magnitude, are compared with their own past; the one that stands out most counts, and a value beyond all before counts more. What was
 * surprising once is less so the next time: each sign, and the score, must beat a share of what it was lately.
 */
const FAST_ALPHA = 0.2;
const SLOW_ALPHA = 0.0025;
const VARIANCE_ALPHA = 0.06;
/** How much the newest magnitude of each sign counts: off the fast level, fast off slow level, spread, off the season. */
const SIGN_ALPHAS = [0.37, 0.75, 1, 0.25] as const;
const SIGNS = SIGN_ALPHAS.length;
/** Rows before anything is a surprise; before the first of them, nothing is known even of what is usual. */
const WARM_UP_ROWS = 150;
const FIRST_ROWS = 50;
/** Magnitudes below this share of the usual deviation are alike. */
const LEAST_SHARE = 0.05;
const LEAST_LOG_VARIANCE = 0.087;
/** Before anything is known of a sign everything is usual: it counts for little in the first hundreds of rows. */
const FIRST_LOG_VARIANCE = 600;
const MOST_DEVIATIONS = 10;
/** The height that one in so many rows passes: series with wild tails have it high, and are divided by its fourth root. */
const TAIL = 0.002;
const TAIL_GAIN = 0.4;
const FIRST_TAIL = 4.4;
/** How long a sign, and the score, remember what they were, and by how much of that the next is discounted. */
const SIGN_MEMORY_ROWS = 1440;
const SIGN_DISCOUNT = 0.616;
const SCORE_MEMORY_ROWS = 60;
const SCORE_DISCOUNT = 0.55;
/** A value as extreme as any before: so much, and more by the root of how far beyond. The range forgets this share of itself per row. */
const RECORD = 1.2;
const RECORD_ROOT = 1.5;
const RANGE_DECAY = 1e-5;
/** A series that is surprising often is believed less: by this share for each surprise it remembers. */
const FATIGUE = 0.016;
const FATIGUE_ROWS = 4320;
const FATIGUE_FROM = 1.2;

export interface Surprise {
  /**
   * @param seasonal what the season expects of the value; NaN if it is not known
   * @returns in [0, 1)
   */
  take(value: number, seasonal: number): number;
  save(): number[];
}

export function createSurprise(saved: readonly number[] = []): Surprise {
  let [
    rows = 0,
    fast = 0,
    slow = 0,
    shortVariance = 0,
    longVariance = 0,
    least = 0,
    most = 0,
    recent = 0,
    surprises = 0,
  ] = saved;
  let last = saved[9] ?? Number.NaN;
  const signs = SIGN_ALPHAS.map((alpha, i) => {
    const [magnitude = 0, mean = Number.NaN, variance = FIRST_LOG_VARIANCE, tail = FIRST_TAIL, memory = 0] =
      saved.slice(10 + 5 * i, 15 + 5 * i);
    return { alpha, magnitude, mean, variance, tail, memory };
  });
  const magnitudes = new Float64Array(SIGNS);
  const signMemory = Math.exp(-1 / SIGN_MEMORY_ROWS);
  const fatigueMemory = Math.exp(-1 / FATIGUE_ROWS);
  const scoreMemory = Math.exp(-1 / SCORE_MEMORY_ROWS);

  /** How far the most striking sign stands out now, after what it did lately. */
  function mostStriking(gain: number): number {
    const floor = LEAST_SHARE * Math.sqrt(longVariance);
    if (floor === 0) return 0;
    let striking = 0;
    for (let i = 0; i < SIGNS; i++) {
      const sign = signs[i];
      if (!sign) continue;
      sign.magnitude += Math.max(sign.alpha, gain1(rows)) * ((magnitudes[i] ?? 0) - sign.magnitude);
      const log = Math.log(sign.magnitude + floor);
      if (Number.isNaN(sign.mean)) sign.mean = log;
      const isUsualKnown = rows >= FIRST_ROWS;
      const deviation = Math.sqrt(sign.variance + LEAST_LOG_VARIANCE);
      const height = isUsualKnown ? (log - sign.mean) / deviation : 0;
      const taken = Math.max(-MOST_DEVIATIONS, Math.min(MOST_DEVIATIONS, height));
      const residual = (isUsualKnown ? sign.mean + taken * deviation : log) - sign.mean;
      sign.mean += gain * residual;
      sign.variance = (1 - gain) * (sign.variance + gain * residual ** 2);
      if (isUsualKnown) sign.tail = Math.max(1, sign.tail + TAIL_GAIN * ((height > sign.tail ? 1 : 0) - TAIL));
      if (rows < WARM_UP_ROWS) continue;
      const relative = height / Math.sqrt(Math.sqrt(sign.tail));
      striking = Math.max(striking, relative - SIGN_DISCOUNT * sign.memory);
      sign.memory = Math.max(sign.memory * signMemory, relative);
    }
    return striking;
  }

  function recordOf(value: number): number {
    const beyond = Math.max(value - most, least - value);
    return beyond >= 0 ? RECORD + RECORD_ROOT * Math.sqrt(beyond / Math.max(most - least, 1e-12)) : 0;
  }

  function learn(value: number, gain: number): void {
    const range = most - least;
    most = Math.max(most - RANGE_DECAY * range, value);
    least = Math.min(least + RANGE_DECAY * range, value);
    const square = (value - fast) ** 2;
    shortVariance += Math.max(VARIANCE_ALPHA, gain1(rows)) * (square - shortVariance);
    longVariance += gain * (square - longVariance);
    fast += Math.max(FAST_ALPHA, gain1(rows)) * (value - fast);
    slow += gain * (value - slow);
    rows++;
  }

  return {
    take(value, seasonal) {
      if (rows === 0) {
        fast = slow = least = most = value;
      }
      const gain = Math.max(SLOW_ALPHA, gain1(rows));
      magnitudes[0] = Math.abs(value - fast);
      magnitudes[1] = Math.abs(fast - slow);
      magnitudes[2] = Math.sqrt(shortVariance);
      magnitudes[3] = Number.isNaN(seasonal) ? 0 : Math.abs(value - seasonal);
      const height = mostStriking(gain) + (rows < WARM_UP_ROWS ? 0 : recordOf(value));
      learn(value, gain);
      const isChange = value !== last;
      last = value;
      if (rows <= WARM_UP_ROWS) return 0;
      const news = Math.max(0, height - SCORE_DISCOUNT * recent);
      recent = Math.max(recent * scoreMemory, height);
      const believed = news / (1 + FATIGUE * surprises);
      surprises = surprises * fatigueMemory + (news > FATIGUE_FROM ? 1 : 0);
      // A value that stays, at its floor most often, is as extreme as the one before and no news.
      return isChange ? believed / (believed + 1) : 0;
    },
    save: () => [
      ...[rows, fast, slow, shortVariance, longVariance, least, most, recent, surprises, last],
      ...signs.flatMap(({ magnitude, mean, variance, tail, memory }) => [magnitude, mean, variance, tail, memory]),
    ],
  };
}

/** The first rows weigh alike. */
function gain1(rows: number): number {
  return 1 / (rows + 1);
}
