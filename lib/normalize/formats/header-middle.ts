/** From the time to the level: hosts, threads, ids and further times may lie between, a sentence may not. */
import { isBlank, PIPE, skipBlanks, wordEnd } from "../characters.ts";
import { createReading, type TimeReading } from "../timestamp-reading.ts";
import { scanTime } from "../timestamp-scan.ts";
import { groupEnd, isNumber, wordKind } from "./header-group.ts";
import { type FoundLevel, levelOfName, levelWithin, scanLevelWord } from "./header-level.ts";

export interface Middle extends FoundLevel {
  /** Where the level begins, or -1 if the header has none. */
  levelFrom: number;
  isBracketed: boolean;
  /** Words stand before it that name a component or a host. */
  isNamed: boolean;
  /** The last further time: where it ends, or -1. */
  timeTo: number;
  /** Of that time. */
  readonly reading: TimeReading;
  /** That time is the kind behind which syslog writes host and program. */
  isSyslog: boolean;
}

export function createMiddle(): Middle {
  return {
    level: undefined,
    end: 0,
    mark: "none",
    levelFrom: -1,
    isBracketed: false,
    isNamed: false,
    timeTo: -1,
    reading: createReading(),
    isSyslog: false,
  };
}

export function resetMiddle(middle: Middle): void {
  middle.level = undefined;
  middle.end = 0;
  middle.mark = "none";
  middle.levelFrom = -1;
  middle.isBracketed = false;
  middle.isNamed = false;
  middle.timeTo = -1;
  middle.isSyslog = false;
}

const MOST_TIMES = 3;
const MOST_WORDS = 5;
const LONGEST_WORD = 120;

/** @param middle as resetMiddle leaves it */
export function scanMiddle(text: string, from: number, middle: Middle): void {
  let at = skipSeparators(text, from);
  let isFirst = true;
  let times = 0;
  for (let words = 0; words < MOST_WORDS && at < text.length; words++) {
    const end = groupEnd(text, at);
    if (end > 0 ? levelInGroup(text, at, end, middle) : levelInWord(text, at, isFirst, middle)) return;
    const next = end > 0 ? end : afterTime(text, at, middle) || afterLabel(text, at);
    if (middle.isSyslog || next < 0) return;
    if (next === middle.timeTo && ++times < MOST_TIMES) words = 0;
    else if (end < 0 && !isNumber(text, at, next)) middle.isNamed = true;
    isFirst = false;
    at = skipSeparators(text, next);
  }
}

function levelInGroup(text: string, at: number, end: number, middle: Middle): boolean {
  const level = levelWithin(text, at + 1, end - 1);
  if (level === undefined) return false;
  middle.level = level;
  middle.levelFrom = at;
  middle.isBracketed = true;
  const hasColon = text.charCodeAt(end) === 0x3a;
  middle.end = hasColon ? end + 1 : end;
  middle.mark = hasColon ? "colon" : "none";
  return true;
}

function levelInWord(text: string, at: number, isFirst: boolean, middle: Middle): boolean {
  middle.isBracketed = false;
  if (scanLevelWord(text, at, isFirst, middle)) {
    middle.levelFrom = at;
    return true;
  }
  const to = wordEnd(text, at);
  const level = to - at > LONGEST_WORD ? undefined : levelOfName(text, at, to);
  if (level === undefined) return false;
  middle.level = level;
  middle.levelFrom = at;
  middle.end = to;
  middle.mark = "colon";
  return true;
}

/** @returns the end of the time at `at`, or 0 */
function afterTime(text: string, at: number, middle: Middle): number {
  const to = scanTime(text, at, middle.reading);
  if (to < 0 || !(to === text.length || isBlank(text.charCodeAt(to)) || text.charCodeAt(to) === PIPE)) return 0;
  middle.timeTo = to;
  middle.isSyslog = middle.reading.shape === "noYear" && Number.isNaN(middle.reading.epochMs);
  return to;
}

/** @returns the end of the label at `at`, or -1 for a word of a sentence; what dashes or bars set apart is a label in any case */
function afterLabel(text: string, at: number): number {
  const word = wordEnd(text, at);
  if (word - at > LONGEST_WORD) return -1;
  const pipe = text.indexOf("|", at);
  const to = pipe > at && pipe < word ? pipe : word;
  const kind = wordKind(text, at, to);
  if (kind === "label" || text.slice(at, to) === "main") return to;
  const next = skipBlanks(text, to);
  const isSetApart = text.charCodeAt(next) === PIPE || (next > to && text.slice(next, next + 2) === "- ");
  return kind === "prose" && isSetApart ? to : -1;
}

/** Blanks, and the signs that loggers put between their fields. */
export function skipSeparators(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (isBlank(code) || code === 0x3a || code === PIPE || code === 0x2c || code === 0x3b) at++;
    else if (code === 0x2d || code === 0x2a || code === 0x23) {
      let end = at + 1;
      while (text.charCodeAt(end) === code) end++;
      // `-5` and `#tag` are words; a dash between blanks is not.
      if (end < text.length && !isBlank(text.charCodeAt(end)) && !(code === 0x2d && text.charCodeAt(end) === 0x5b))
        return at;
      at = end;
    } else return at;
  }
  return at;
}
