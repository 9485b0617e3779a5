/** The zone behind a clock: `Z`, `+0100`, `+01:00`, ` +01`, `UTC`, `GMT+2`, ` EST`, Go's ` +0000 UTC`. */
import {
  COLON,
  digitsEnd,
  HYPHEN,
  isDigit,
  isLetter,
  isUpper,
  lettersEnd,
  numberIn,
  PLUS,
  SPACE,
} from "./characters.ts";
import type { TimeReading } from "./timestamp-reading.ts";

/** Minutes ahead of UTC. Names that mean several zones (IST, BST, AST) are left out, but for the American four that RFC 2822 fixes. */
const NAMED: ReadonlyMap<string, number> = new Map([
  ["Z", 0],
  ["UTC", 0],
  ["GMT", 0],
  ["UT", 0],
  ["EST", -300],
  ["EDT", -240],
  ["CST", -360],
  ["CDT", -300],
  ["MST", -420],
  ["MDT", -360],
  ["PST", -480],
  ["PDT", -420],
  ["WET", 0],
  ["WEST", 60],
  ["CET", 60],
  ["CEST", 120],
  ["EET", 120],
  ["EEST", 180],
  ["MSK", 180],
  ["JST", 540],
  ["KST", 540],
  ["HKT", 480],
  ["SGT", 480],
  ["AEST", 600],
  ["AEDT", 660],
  ["NZST", 720],
  ["NZDT", 780],
]);

/** @returns the zone's end, or `at` where none follows */
export function scanZone(text: string, at: number, into: TimeReading): number {
  into.offsetMinutes = Number.NaN;
  const isApart = text.charCodeAt(at) === SPACE;
  const from = isApart ? at + 1 : at;
  const code = text.charCodeAt(from);
  if (code === PLUS || code === HYPHEN) {
    const end = scanOffset(text, from, isApart, into);
    return end < 0 ? at : afterName(text, end);
  }
  if (!isUpper(code) && code !== 0x7a) return at;
  return scanName(text, from, at, into);
}

function scanName(text: string, from: number, none: number, into: TimeReading): number {
  const end = lettersEnd(text, from);
  if (end - from > 4) return none;
  const minutes = text.charCodeAt(from) === 0x7a && end - from === 1 ? 0 : NAMED.get(text.slice(from, end));
  if (minutes === undefined || isDigit(text.charCodeAt(end))) return none;
  into.offsetMinutes = minutes;
  const next = text.charCodeAt(end);
  const signed = minutes === 0 && end - from === 3 && (next === PLUS || next === HYPHEN);
  const offsetEnd = signed ? scanOffset(text, end, false, into) : -1;
  if (offsetEnd >= 0) return offsetEnd;
  into.offsetMinutes = minutes;
  return end;
}

/** @param isApart behind a blank only four digits are an offset: `-5` may be a number of the message */
function scanOffset(text: string, at: number, isApart: boolean, into: TimeReading): number {
  const firstEnd = digitsEnd(text, at + 1);
  const digits = firstEnd - at - 1;
  let hours: number;
  let minutes = 0;
  let end = firstEnd;
  if (digits === 4) {
    hours = numberIn(text, at + 1, at + 3);
    minutes = numberIn(text, at + 3, at + 5);
  } else if (digits === 1 || digits === 2) {
    hours = numberIn(text, at + 1, firstEnd);
    const minuteEnd = text.charCodeAt(firstEnd) === COLON ? digitsEnd(text, firstEnd + 1) : -1;
    if (minuteEnd - firstEnd === 3) {
      minutes = numberIn(text, firstEnd + 1, minuteEnd);
      end = minuteEnd;
    } else if (isApart) return -1;
  } else return -1;
  if (hours > 14 || minutes % 15 !== 0 || minutes > 45 || isLetter(text.charCodeAt(end))) return -1;
  into.offsetMinutes = (hours * 60 + minutes) * (text.charCodeAt(at) === HYPHEN ? -1 : 1);
  return end;
}

/** The offset counts, the name only repeats it. */
function afterName(text: string, at: number): number {
  if (text.charCodeAt(at) !== SPACE || !isUpper(text.charCodeAt(at + 1))) return at;
  const end = lettersEnd(text, at + 1);
  return NAMED.has(text.slice(at + 1, end)) && !isDigit(text.charCodeAt(end)) && end - at > 2 ? end : at;
}
