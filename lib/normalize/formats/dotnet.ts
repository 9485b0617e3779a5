/** The console logger of .NET: `fail: Shop.Orders.Service[13]`, and the text on the lines behind it, indented. */
import type { JsonObject, Level } from "../../record.ts";
import { CLOSE_BRACKET, COLON, OPEN_BRACKET, SPACE } from "../characters.ts";
import { isName } from "./header-group.ts";

const LEVELS: ReadonlyMap<string, Level> = new Map([
  ["trce", "trace"],
  ["dbug", "debug"],
  ["info", "info"],
  ["warn", "warn"],
  ["fail", "error"],
  ["crit", "fatal"],
]);

/** @returns undefined for what is no head of such a record; its text is on other lines */
export function readDotnet(text: string): JsonObject | undefined {
  if (text.charCodeAt(4) !== COLON || text.charCodeAt(5) !== SPACE) return undefined;
  const level = LEVELS.get(text.slice(0, 4));
  const open = text.length - 1 > 6 && text.charCodeAt(text.length - 1) === CLOSE_BRACKET ? text.lastIndexOf("[") : -1;
  if (level === undefined || open < 7 || text.charCodeAt(open) !== OPEN_BRACKET || !isName(text, 6, open))
    return undefined;
  return { "log.level": level, "log.logger": text.slice(6, open), event_id: text.slice(open + 1, -1), message: "" };
}
