/** The first time in a line, and what may stand before it: labels, levels, bracketed groups, but no sentence. */
import type { Level } from "../../record.ts";
import { isBlank, PIPE, skipBlanks, wordEnd } from "../characters.ts";
import type { TimeReading } from "../timestamp-reading.ts";
import { scanTime } from "../timestamp-scan.ts";
import { groupEnd, wordKind } from "./header-group.ts";
import { type FoundLevel, levelWithin, nameBesideLevel, scanLevelWord } from "./header-level.ts";

export interface Head {
  /** Where the time or its bracket begins. */
  headFrom: number;
  /** The time's own place. */
  timeFrom: number;
  timeTo: number;
  /** Behind the group that the time begins, 0 if it stands free. */
  groupTo: number;
  /** How many labels stand before it. */
  labels: number;
  level: Level | undefined;
}

const MOST_WORDS = 7;
const LONGEST_WORD = 120;
const found: FoundLevel = { level: undefined, end: 0, mark: "none" };

/** @returns whether the line begins with a header that has a time; fills `head` and `reading` */
export function findTime(text: string, reading: TimeReading, head: Head): boolean {
  head.labels = 0;
  head.level = undefined;
  let prose = 0;
  let at = skipBlanks(text, 0);
  for (let words = 0; words < MOST_WORDS && at < text.length; words++) {
    if (timeAt(text, at, reading, head)) return prose === 0 || isColumn(reading, head.labels, prose);
    const end = groupEnd(text, at);
    if (end > 0) {
      head.level ??= levelWithin(text, at + 1, end - 1);
      if (head.level === undefined || nameBesideLevel(text.slice(at, end)) !== "") head.labels++;
      at = skipBlanks(text, text.charCodeAt(end) === 0x3a ? end + 1 : end);
      continue;
    }
    if (scanLevelWord(text, at, words === 0, found)) {
      head.level ??= found.level;
      at = skipBlanks(text, found.end);
      continue;
    }
    const to = wordEnd(text, at);
    const kind = to - at > LONGEST_WORD ? "stop" : wordKind(text, at, to);
    if (kind === "stop") return false;
    const next = skipBlanks(text, to);
    if (kind === "label" || text.charCodeAt(next) === PIPE) head.labels++;
    else if (head.labels < 2) return false;
    else prose++;
    at = next;
  }
  return false;
}

/** Plain words may stand before an epoch in the columns of a machine's own log, where labels stand first. */
function isColumn(reading: TimeReading, labels: number, prose: number): boolean {
  return !Number.isNaN(reading.epochMs) && labels >= prose;
}

function timeAt(text: string, at: number, reading: TimeReading, head: Head): boolean {
  const code = text.charCodeAt(at);
  const isFramed = code === 0x5b || code === 0x28 || code === 0x3c;
  const from = isFramed ? skipBlanks(text, at + 1) : at;
  const to = scanTime(text, from, reading);
  if (to < 0 || !isBoundary(text.charCodeAt(to))) return false;
  head.groupTo = isFramed ? groupEnd(text, at) : 0;
  if (head.groupTo < 0) return false;
  head.headFrom = at;
  head.timeFrom = from;
  head.timeTo = to;
  return true;
}

function isBoundary(code: number): boolean {
  return Number.isNaN(code) || isBlank(code) || ENDS.includes(String.fromCharCode(code));
}

const ENDS = "])>,:;|-[";
