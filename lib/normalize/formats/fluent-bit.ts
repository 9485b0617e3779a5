/** Fluent Bit's own log: `[2026/11/23 10:00:00.123456789] [ warn] [output:http:http.0] text`. */
import type { JsonObject } from "../../record.ts";
import { OPEN_BRACKET, SLASH, skipBlanks } from "../characters.ts";
import { levelNamed } from "../level.ts";
import { createReading } from "../timestamp-reading.ts";
import { scanTime } from "../timestamp-scan.ts";
import { setTime, type TextContext } from "./format.ts";

const LONGEST_COMPONENT = 100;
const reading = createReading();

export function readFluentBit(text: string, context: TextContext): JsonObject | undefined {
  if (text.charCodeAt(0) !== OPEN_BRACKET || text.charCodeAt(5) !== SLASH || text.charCodeAt(8) !== SLASH)
    return undefined;
  const timeEnd = scanTime(text, 1, reading);
  if (timeEnd < 0 || !text.startsWith("] [", timeEnd)) return undefined;
  const levelAt = timeEnd + 3;
  const levelEnd = text.indexOf("] [", levelAt);
  if (levelEnd !== levelAt + 5) return undefined;
  const level = levelNamed(text.slice(skipBlanks(text, levelAt), levelEnd).trim());
  const componentAt = levelEnd + 3;
  const componentEnd = text.indexOf("]", componentAt);
  if (level === undefined || componentEnd < 0 || componentEnd - componentAt > LONGEST_COMPONENT) return undefined;
  const message = text.slice(componentEnd + 1).trim();
  const record: JsonObject = {
    "log.level": level,
    "log.logger": text.slice(componentAt, componentEnd),
    message: message || text,
  };
  return setTime(record, reading, text.slice(1, timeEnd), context) ? record : undefined;
}
