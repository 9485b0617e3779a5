/** Counts per minute as a line of blocks that plain text carries, and in a word for who cannot see it. */

const BLOCKS = "▁▂▃▄▅▆▇█";
/** Below it, minutes differ by chance. */
const CLEAR_FACTOR = 1.5;

export type Direction = "rising" | "falling" | "steady";

/** The highest is a full block, none is the lowest. */
export function sparkline(counts: readonly number[]): string {
  const highest = Math.max(...counts, 1);
  return counts.map((count) => BLOCKS[Math.round((Math.max(0, count) / highest) * (BLOCKS.length - 1))]).join("");
}

/** The last third against what was before; undefined where three minutes are not known. */
export function direction(counts: readonly number[]): Direction | undefined {
  if (counts.length < 3) return undefined;
  const recent = Math.ceil(counts.length / 3);
  const now = mean(counts.slice(-recent));
  const before = mean(counts.slice(0, -recent));
  if (now > before * CLEAR_FACTOR) return "rising";
  return now * CLEAR_FACTOR < before ? "falling" : "steady";
}

function mean(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0) / counts.length;
}
