/** A record as one line for people: `2026-11-23 10:00:00.000 ERROR checkout  message`. */
import { styleText } from "node:util";
import type { Level, LogRecord } from "../record.ts";

const COLOURS: Readonly<Record<Level, Parameters<typeof styleText>[0]>> = {
  trace: "gray",
  debug: "gray",
  info: "green",
  warn: "yellow",
  error: "red",
  fatal: "magenta",
};
const LEVEL_WIDTH = 5;

export function recordLine(record: LogRecord, isColoured: boolean): string {
  const time = record["@timestamp"].replace("T", " ").replace("Z", "");
  const level = record["log.level"];
  const shown = (level ?? "-").toUpperCase().padEnd(LEVEL_WIDTH);
  const coloured =
    isColoured && level !== undefined ? styleText(COLOURS[level], shown, { validateStream: false }) : shown;
  return `${time} ${coloured} ${visible(record["service.name"] ?? "-")}  ${visible(record.message)}`;
}

/** A log line must neither break the line nor drive the terminal: control characters are shown, not sent. */
function visible(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the purpose
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, (character) => {
    if (character === "\n") return "\\n";
    if (character === "\t") return "\\t";
    if (character === "\r") return "\\r";
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}
