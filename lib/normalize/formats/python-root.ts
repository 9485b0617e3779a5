/** Python's logging without configuration: `WARNING:root:text`. */
import type { JsonObject } from "../../record.ts";
import { COLON, isUpper, lettersEnd } from "../characters.ts";
import { levelNamed } from "../level.ts";
import { isName } from "./header-group.ts";

const LONGEST_LEVEL = 8;
const LONGEST_LOGGER = 100;

export function readPythonRoot(text: string): JsonObject | undefined {
  if (!isUpper(text.charCodeAt(0))) return undefined;
  const end = lettersEnd(text, 0);
  if (end < 4 || end > LONGEST_LEVEL || text.charCodeAt(end) !== COLON) return undefined;
  const word = text.slice(0, end);
  const level = word === word.toUpperCase() ? levelNamed(word) : undefined;
  const colon = level === undefined ? -1 : text.indexOf(":", end + 1);
  if (level === undefined || colon < 0 || colon - end > LONGEST_LOGGER || !isName(text, end + 1, colon))
    return undefined;
  const message = text.slice(colon + 1).trim();
  return message === "" ? undefined : { "log.level": level, "log.logger": text.slice(end + 1, colon), message };
}
