/** Lengths of time as people write them. */

const UNITS_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** `90s`, `15m`, `1.5h`, `7d`, `2w` → milliseconds; undefined if it is none. */
export function durationMs(text: string): number | undefined {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)([smhdw])$/.exec(text) ?? [];
  const unitMs = UNITS_MS[unit ?? ""];
  return unitMs === undefined ? undefined : Math.round(Number(amount) * unitMs);
}

/** `45 min`, `6 h`, `2 d`: the largest unit that leaves no rest. */
export function minutesText(minutes: number): string {
  if (minutes > 0 && minutes % 1_440 === 0) return `${minutes / 1_440} d`;
  if (minutes > 0 && minutes % 60 === 0) return `${minutes / 60} h`;
  return `${minutes} min`;
}
