/** The one way to write a time that documents use, `2026-11-23T10:00:00.000Z`, read from bytes. */

export const ISO_LENGTH = 24;
const MARKS: readonly (readonly [at: number, code: number])[] = [
  [4, 0x2d],
  [7, 0x2d],
  [10, 0x54],
  [13, 0x3a],
  [16, 0x3a],
  [19, 0x2e],
  [23, 0x5a],
];

/** @returns a reader: epoch milliseconds, or NaN for what is written otherwise or is no time. Days are remembered: lines of one day come together */
export function createIsoTime(): (bytes: Uint8Array, from: number) => number {
  let dayNumber = 0;
  let dayMs = Number.NaN;

  function dayOf(year: number, month: number, day: number): number {
    const number = year * 10_000 + month * 100 + day;
    if (number === dayNumber) return dayMs;
    const date = new Date(0);
    date.setUTCFullYear(year, month - 1, day);
    dayNumber = number;
    dayMs = date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.getTime() : Number.NaN;
    return dayMs;
  }

  return (bytes, from) => {
    for (const [at, code] of MARKS) if (bytes[from + at] !== code) return Number.NaN;
    const hour = pair(bytes, from + 11);
    const minute = pair(bytes, from + 14);
    const second = pair(bytes, from + 17);
    const millisecond = pair(bytes, from + 20) * 10 + digit(bytes, from + 22);
    if (!(hour < 24 && minute < 60 && second < 60)) return Number.NaN;
    const year = pair(bytes, from) * 100 + pair(bytes, from + 2);
    return (
      dayOf(year, pair(bytes, from + 5), pair(bytes, from + 8)) +
      ((hour * 60 + minute) * 60 + second) * 1000 +
      millisecond
    );
  };
}

function pair(bytes: Uint8Array, at: number): number {
  return digit(bytes, at) * 10 + digit(bytes, at + 1);
}

/** NaN for what is no digit: it makes all that is reckoned with it NaN. */
function digit(bytes: Uint8Array, at: number): number {
  const value = (bytes[at] as number) - 0x30;
  return value >= 0 && value <= 9 ? value : Number.NaN;
}
