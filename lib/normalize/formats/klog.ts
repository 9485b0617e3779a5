/** glog and klog: `E1123 10:00:05.000000    7 cart.go:42] text`, with the year as `E20261123`; the letter is the level. */
import type { JsonObject, Level } from "../../record.ts";
import { CLOSE_BRACKET, digitsEnd, numberIn, SPACE, skipBlanks, wordEnd } from "../characters.ts";
import { scanClock } from "../timestamp-clock.ts";
import { createReading, setDate } from "../timestamp-reading.ts";
import { setTime, type TextContext } from "./format.ts";

const reading = createReading();

export function readKlog(text: string, context: TextContext): JsonObject | undefined {
  const level = levelOfLetter(text.charCodeAt(0));
  const dateEnd = level === undefined ? 0 : digitsEnd(text, 1);
  if ((dateEnd !== 5 && dateEnd !== 9) || text.charCodeAt(dateEnd) !== SPACE) return undefined;
  const year = dateEnd === 9 ? numberIn(text, 1, 5) : 0;
  const month = numberIn(text, dateEnd - 4, dateEnd - 2);
  setDate(reading, year === 0 ? "noYear" : "full", year, month, numberIn(text, dateEnd - 2, dateEnd));
  reading.epochMs = Number.NaN;
  const clockEnd = scanClock(text, dateEnd + 1, reading);
  if (clockEnd < 0) return undefined;
  const pidAt = skipBlanks(text, clockEnd);
  const pidEnd = digitsEnd(text, pidAt);
  const fileAt = skipBlanks(text, pidEnd);
  const fileEnd = wordEnd(text, fileAt);
  if (pidEnd === pidAt || fileEnd <= fileAt + 1 || text.charCodeAt(fileEnd - 1) !== CLOSE_BRACKET) return undefined;
  const record: JsonObject = {};
  if (!setTime(record, reading, text.slice(1, clockEnd), context)) return undefined;
  if (level !== undefined) record["log.level"] = level;
  record["log.logger"] = text.slice(fileAt, fileEnd - 1);
  record["pid"] = text.slice(pidAt, pidEnd);
  record["message"] = text.slice(fileEnd).trim() || text;
  return record;
}

function levelOfLetter(code: number): Level | undefined {
  switch (code) {
    case 0x49:
      return "info";
    case 0x57:
      return "warn";
    case 0x45:
      return "error";
    case 0x46:
      return "fatal";
    case 0x44:
      return "debug";
    default:
      return undefined;
  }
}
