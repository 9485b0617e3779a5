/**
 * A line of text → a record for normalize(), by the first format that knows it; a line that none knows is its own message. Of several lines
 * the first is read so, and the others are its stack trace or go on with its message.
 */
import { isCalm, type JsonObject } from "../record.ts";
import { withoutEscapeSequences } from "./escape-sequences.ts";
import { readAccess } from "./formats/access.ts";
import { readCri } from "./formats/cri.ts";
import { readDotnet } from "./formats/dotnet.ts";
import { readFlow } from "./formats/flow.ts";
import { readFluentBit } from "./formats/fluent-bit.ts";
import { readFluentd } from "./formats/fluentd.ts";
import type { TextContext, TextFormat } from "./formats/format.ts";
import { readHeader } from "./formats/header.ts";
import { readKlog } from "./formats/klog.ts";
import { readLoadBalancer } from "./formats/load-balancer.ts";
import { readLogfmt } from "./formats/logfmt.ts";
import { readLtsv } from "./formats/ltsv.ts";
import { type Format, isFileFormat, LINE_FORMATS, type LineFormat } from "./formats/names.ts";
import { readPythonRoot } from "./formats/python-root.ts";
import { readSyslog } from "./formats/syslog.ts";
import { levelAtHead, levelOf } from "./level.ts";
import { CARRIERS, mergeInner } from "./open-json.ts";
import { lineAt, readStackTrace } from "./stack-trace/read.ts";

type Formats = Readonly<Partial<Record<LineFormat, TextFormat>>>;

/** Each knows its own lines and no others', so the order among them is of no meaning. */
const STRICT: Formats = {
  access: readAccess,
  klog: readKlog,
  syslog: readSyslog,
  alb: readLoadBalancer,
  "vpc-flow": readFlow,
  python: readPythonRoot,
  dotnet: readDotnet,
  fluentd: readFluentd,
  "fluent-bit": readFluentBit,
};
/** These take what is left, in this order. */
const GENERAL: Formats = { logfmt: readLogfmt, ltsv: readLtsv, header: readHeader };
const ALL: Formats = { ...STRICT, ...GENERAL };
const STRICT_FORMATS: readonly TextFormat[] = Object.values(STRICT);
const GENERAL_FORMATS: readonly TextFormat[] = Object.values(GENERAL);

/** @returns the first format that knows the line, a container's own aside, and the rule's before all; `text` if none does */
export function lineFormatOf(text: string, context: TextContext, format?: Format): LineFormat {
  if (format === "text") return "text";
  const plain = withoutEscapeSequences(readCri(text)?.text ?? text);
  const end = plain.indexOf("\n");
  const line = end < 0 ? plain : plain.slice(0, end);
  const own = LINE_FORMATS.filter((name) => name === format);
  // The keys are the names.
  const names = [...own, ...(Object.keys(ALL) as LineFormat[])];
  return names.find((name) => ALL[name]?.(line, context) !== undefined) ?? "text";
}

interface TextRecord {
  readonly value: JsonObject;
  /** What a container's runtime wrote beside the line: it counts where the line has no time of its own. */
  readonly shippedTime?: string;
}

export interface TextReader {
  read(text: string): TextRecord;
  /** A record that carries a line of text as it came (docker, Fluentd without a parser): the line is read, and its words count first. */
  open(record: JsonObject): JsonObject;
}

/** Whoever has one of these has parsed the line already. */
const LEVEL_NAMES = [
  "level",
  "severity",
  "log.level",
  "levelname",
  "lvl",
  "loglevel",
  "log_level",
  "severity_text",
] as const;

/**
 * @param format what a rule says the lines are: tried before all others, which take the lines that it does not know; of `text` nothing is read
 * @returns a reader of one source's lines; it tries first the strict format of the last line, which saves time and changes no answer
 */
export function createTextReader(context: TextContext, format?: Format): TextReader {
  const own = format === undefined || isFileFormat(format) ? undefined : ALL[format];
  let last: TextFormat | undefined;

  function readText(text: string): JsonObject {
    const plain = withoutEscapeSequences(text);
    if (format === "text") return { message: plain };
    const end = plain.indexOf("\n");
    return end < 0 ? readLine(plain) : readLines(plain, end);
  }

  function readLine(text: string): JsonObject {
    const known = own?.(text, context) ?? last?.(text, context);
    if (known) return known;
    for (const format of STRICT_FORMATS) {
      const record = format === last ? undefined : format(text, context);
      if (!record) continue;
      last = format;
      return record;
    }
    for (const format of GENERAL_FORMATS) {
      const record = format(text, context);
      if (record) return record;
    }
    return { message: text };
  }

  /** @param end where the first line ends */
  function readLines(text: string, end: number): JsonObject {
    const first = text.slice(0, text[end - 1] === "\r" ? end - 1 : end);
    const rest = text.slice(end + 1);
    if (rest.trim() === "") return readLine(first);
    const record = readLine(first);
    const head = record["message"];
    if (typeof head !== "string") {
      record["message"] = text;
      return record;
    }
    const message = head === "" ? withoutIndent(rest) : `${head}\n${rest}`;
    if (!takeTrace(record, message)) record["message"] = message;
    return record;
  }

  return {
    read(text) {
      const line = readCri(text);
      if (!line) return { value: readText(text) };
      // JSON is opened from the message by whoever normalises, so here it is text like any other.
      const value = line.text.startsWith("{") ? { message: line.text } : readText(line.text);
      value["stream"] = line.stream;
      return { value, shippedTime: line.time };
    },
    open(record) {
      for (const name of LEVEL_NAMES) if (record[name] !== undefined) return record;
      for (const carrier of CARRIERS) {
        const text = record[carrier];
        if (typeof text !== "string" || text.startsWith("{")) continue;
        const line = readText(text);
        return line["@timestamp"] === undefined && line["log.level"] === undefined
          ? record
          : mergeInner(record, carrier, line);
      }
      return record;
    },
  };
}

/** A record that says of itself that nothing is wrong is no error, whatever trace it shows. @returns whether there is a trace */
function takeTrace(record: JsonObject, text: string): boolean {
  const level = levelOf(record["log.level"]) ?? levelAtHead(text);
  const hasHeader = record["@timestamp"] !== undefined || level !== undefined;
  const trace = readStackTrace(text, hasHeader);
  if (!trace) return false;
  const at = lineAt(text, trace.beginsAt);
  record["message"] = at === 0 ? trace.headline : text.slice(0, at - 1);
  record["error.stack_trace"] = text.slice(at).trimEnd();
  if (level !== undefined && isCalm(level)) return true;
  record["error.type"] ??= trace.type;
  if (trace.message !== undefined) record["error.message"] ??= trace.message;
  record["log.level"] ??= level ?? (trace.isFatal ? "fatal" : "error");
  return true;
}

/** Below a head without text of its own. */
function withoutIndent(text: string): string {
  const indent = /^ */.exec(text)?.[0] ?? "";
  return text.slice(indent.length).replaceAll(`\n${indent}`, "\n");
}
