/** Moments in text. Each function gives the index behind what begins at `start`, or -1. */
import { classAt, DIGIT, LETTER, SPACE, skip, WORD } from "./characters.ts";
import { DAYS, MONTHS, ZONES } from "./words.ts";

const LONGEST_NAME = "wednesday".length;
const HEADS: ReadonlySet<number> = new Set([...DAYS, ...MONTHS].map((name) => headOf(name, 0)));

/** A date, a time of day, or both: `2026-11-23T10:02:03.456Z`, `23/Nov/2026:10:02:03 +0100`, `10:02`. */
export function timeEnd(text: string, start: number): number {
  const date = numericDateEnd(text, start);
  if (date < 0) return zoned(text, clockEnd(text, start));
  const clock = "T _:-".includes(text.charAt(date)) && date < text.length ? clockEnd(text, date + 1, ":.") : -1;
  if (clock > 0) return zoned(text, clock);
  return isEdge(text, date) && text[date] !== "-" ? date : -1;
}

/**
 * Names of days and months with the numbers behind them: `Fri Jun 17 07:07:00 PDT 2026`, `Nov 3, 2026`.
 * @param isBehindDay whether the day's number stands in front
 */
export function wordyDateEnd(text: string, start: number, isBehindDay = false): number {
  let i = start;
  let end = -1;
  let hasMonth = false;
  let hasDay = isBehindDay;
  for (let parts = 0; parts < 7 && i < text.length; parts++) {
    const stop = skip(text, i, WORD);
    if (classAt(text, i) & LETTER) {
      const word = text.slice(i, stop);
      if (isMonth(word)) {
        hasMonth = true;
        if (isBehindDay) end = stop;
      } else if (ZONES.has(word) && end > 0) end = stop;
      else if (!DAYS.has(word.toLowerCase()) || end > 0) break;
      i = stop;
    } else {
      const clock = clockEnd(text, i);
      const isNumber = stop > i && skip(text, i, DIGIT, stop) === stop && isEdge(text, stop);
      if (clock > 0) i = end = clock;
      else if (isNumber && stop - i <= 2 && hasMonth && !hasDay) {
        hasDay = true;
        i = end = stop;
      } else if (isNumber && stop - i === 4 && end > 0) i = end = stop;
      else break;
    }
    if (text[i] === ",") i++;
    i = skip(text, i, SPACE);
  }
  return hasMonth && hasDay ? end : -1;
}

/** Looks the word up only if it begins like one: this is asked of every word with a capital. */
export function isDayOrMonth(text: string, start: number, end: number): boolean {
  if (end - start < 3 || end - start > LONGEST_NAME || !HEADS.has(headOf(text, start))) return false;
  const word = text.slice(start, end);
  return DAYS.has(word.toLowerCase()) || isMonth(word);
}

/** Three letters without their case, as a number. */
function headOf(text: string, start: number): number {
  return (
    ((text.charCodeAt(start) | 32) << 16) | ((text.charCodeAt(start + 1) | 32) << 8) | (text.charCodeAt(start + 2) | 32)
  );
}

/** Written with a capital: `may` is another word. */
export function isMonth(word: string): boolean {
  return (classAt(word, 0) & LETTER) !== 0 && word.charAt(0) < "a" && MONTHS.has(word.toLowerCase());
}

/** `2026-11-23`, `2026/11/23`, `23.11.2026`, `23/Nov/2026` */
function numericDateEnd(text: string, start: number): number {
  const first = skip(text, start, DIGIT);
  const separator = text.charAt(first);
  if (first === start || first - start > 4 || (separator !== "-" && separator !== "/" && separator !== ".")) return -1;
  const second = skip(text, first + 1, WORD);
  const middle = second - first - 1;
  const isWord = middle === 3 && isMonth(text.slice(first + 1, second));
  if (text[second] !== separator || !(isWord || (middle <= 2 && skip(text, first + 1, DIGIT) === second))) return -1;
  const third = skip(text, second + 1, DIGIT);
  const lengths = [first - start, third - second - 1];
  return Math.max(...lengths) === 4 && Math.min(...lengths) >= 1 && Math.min(...lengths) <= 2 ? third : -1;
}

/** `10:02`, `10:02:03.456`, `1:02:03,456`, `10.02.03.456789` behind a date */
function clockEnd(text: string, start: number, separators = ":"): number {
  let end = skip(text, start, DIGIT);
  const separator = text.charAt(end);
  if (end === start || end - start > 3 || end === text.length || !separators.includes(separator)) return -1;
  let parts = 1;
  while (text[end] === separator && parts < 3) {
    const next = skip(text, end + 1, DIGIT);
    if (next - end !== 3) break;
    end = next;
    parts++;
  }
  if (parts < (separator === ":" ? 2 : 3)) return -1;
  if (text[end] === "." || text[end] === ",") {
    const fraction = skip(text, end + 1, DIGIT);
    if (text[end] === "." ? fraction > end + 1 : fraction > end + 3) end = fraction;
  }
  if (text[end] === "Z") end++;
  return isEdge(text, end) && !(text[end] === "." && classAt(text, end + 1) & DIGIT) ? end : -1;
}

/** With the zone behind a clock: ` +0100`, `+01:00`, ` UTC`, ` PM`. */
function zoned(text: string, clock: number): number {
  if (clock < 0) return -1;
  const at = text[clock] === " " ? clock + 1 : clock;
  if (text[at] === "+" || text[at] === "-") {
    const hours = skip(text, at + 1, DIGIT);
    if (hours - at === 5) return hours;
    if (hours - at === 3 && text[hours] === ":" && skip(text, hours + 1, DIGIT) - hours === 3) return hours + 3;
  } else if (at > clock) {
    const stop = skip(text, at, WORD);
    if (stop - at <= 4 && ZONES.has(text.slice(at, stop))) return stop;
  }
  return clock;
}

/** Nothing of a longer word or of a fourth part follows. */
function isEdge(text: string, index: number): boolean {
  return !(classAt(text, index) & WORD) && !(text[index] === ":" && classAt(text, index + 1) & DIGIT);
}
