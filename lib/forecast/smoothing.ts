/**
 * Simple exponential smoothing, as Brown (1956) has it: S_0 = X_0, S_t = αX_t + (1−α)S_{t−1}. What is expected next is the last level.
 */

/**
 * @param level the level so far, undefined before the first value
 * @param alpha above 0, at most 1: how much the newest value weighs
 */
export function nextLevel(level: number | undefined, value: number, alpha: number): number {
  return level === undefined ? value : alpha * value + (1 - alpha) * level;
}

/** The levels S_0, S_1 … of these values, as many as there are values. */
export function smooth(values: readonly number[], alpha: number): number[] {
  let level: number | undefined;
  return values.map((value) => {
    level = nextLevel(level, value, alpha);
    return level;
  });
}
