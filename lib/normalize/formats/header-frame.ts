/** What stands beside the time in its own brackets: `[… #7]`, `[…: INFO/worker]`, `[… WARN  crate::module]`. */
import type { JsonObject, Level } from "../../record.ts";
import { lettersEnd, skipBlanks } from "../characters.ts";
import { isName } from "./header-group.ts";
import { levelWithin } from "./header-level.ts";
import { skipSeparators } from "./header-middle.ts";
import { addLabel, setLogger } from "./header-parts.ts";

/** @param from, to behind the time, and the closing bracket @returns the level, if one is there */
export function scanFrame(text: string, from: number, to: number, record: JsonObject): Level | undefined {
  const at = skipSeparators(text, from);
  if (at >= to) return undefined;
  const level = levelWithin(text, at, to);
  const wordTo = lettersEnd(text, at);
  const rest = level === undefined ? at : skipBlanks(text, text.charCodeAt(wordTo) === 0x2f ? wordTo + 1 : wordTo);
  const name = text.slice(rest, to).trim();
  if (name === "") return level;
  if (level !== undefined && isName(name, 0, name.length)) setLogger(record, name);
  else addLabel(record, name);
  return level;
}
