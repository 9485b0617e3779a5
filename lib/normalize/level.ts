/** A record's own word or number for its severity → Level. */
import type { JsonValue, Level } from "../record.ts";
import { withoutEscapeSequences } from "./escape-sequences.ts";

const NAMES: ReadonlyMap<string, Level> = new Map(
  Object.entries({
    trace: ["trace", "trc", "t", "finest", "finer", "verbose", "v"],
    debug: ["debug", "dbg", "d", "fine", "config"],
    info: ["info", "inf", "i", "information", "informational", "notice", "note", "n"],
    warn: ["warn", "warning", "wrn", "w"],
    error: ["error", "err", "e", "severe", "failure"],
    fatal: ["fatal", "f", "critical", "crit", "c", "emerg", "emergency", "panic", "alert", "dpanic"],
  } satisfies Record<Level, string[]>).flatMap(([level, names]) =>
    // The keys are those of the record above.
    names.map((name): [string, Level] => [name, level as Level]),
  ),
);

/** bunyan and pino: tens. */
const BUNYAN: ReadonlyMap<number, Level> = new Map([
  [10, "trace"],
  [20, "debug"],
  [30, "info"],
  [40, "warn"],
  [50, "error"],
  [60, "fatal"],
]);

/** RFC 5424, section 6.2.1, from 0. */
const SYSLOG: readonly Level[] = ["fatal", "fatal", "fatal", "error", "warn", "info", "info", "debug"];

/** @returns undefined for what names no level */
export function levelOf(value: JsonValue | undefined): Level | undefined {
  if (typeof value === "number") return BUNYAN.get(value) ?? SYSLOG[value];
  if (typeof value !== "string") return undefined;
  const word = value.trim().toLowerCase();
  const level = NAMES.get(word);
  if (level !== undefined) return level;
  if (/^\d{1,2}$/.test(word)) return levelOf(Number(word));
  // A logger may colour the word even in JSON.
  const plain = withoutEscapeSequences(word);
  return plain === word ? undefined : levelOf(plain);
}

/** @returns the level that this word names, whatever its case */
export function levelNamed(word: string): Level | undefined {
  return NAMES.get(word.toLowerCase());
}

/** RFC 5424, section 6.2.1. @param severity 0 to 7 */
export function levelOfSeverity(severity: number): Level | undefined {
  return SYSLOG[severity];
}

/** An access log's status says how bad it was. */
export function levelOfStatus(status: number | undefined): Level | undefined {
  if (status === undefined) return undefined;
  if (status >= 500) return "error";
  return status >= 400 ? "warn" : undefined;
}

/** What loggers write; `ALERT exited with 1` and `NOTICE of termination` are sentences. */
const CAPITALS: ReadonlySet<string> = new Set([
  "TRACE",
  "DEBUG",
  "INFO",
  "WARN",
  "WARNING",
  "ERROR",
  "FATAL",
  "CRITICAL",
]);

const HEAD = /^\[?([A-Za-z]{4,9})(?:\]|:|\b(?= ))/;

/**
 * The level word at the very head of a message: `error: …`, `[WARN] …`, `FATAL …`. Without colon or brackets only capitals count:
 * `FATAL disk gone`, but not `information desk`.
 */
export function levelAtHead(message: string): Level | undefined {
  const found = HEAD.exec(message);
  const word = found?.[1];
  if (!found || word === undefined) return undefined;
  const isMarked = found[0].endsWith(":") || (found[0].startsWith("[") && found[0].endsWith("]"));
  if (!isMarked && !CAPITALS.has(word)) return undefined;
  return NAMES.get(word.toLowerCase());
}
