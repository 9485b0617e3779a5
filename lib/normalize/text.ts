/** A line of text → a record for normalize(), by the first format that knows it; a line that none knows is its own message. */
import type { JsonObject } from "../record.ts";
import { readAccess } from "./formats/access.ts";
import { readCri } from "./formats/cri.ts";
import { readFlow } from "./formats/flow.ts";
import type { TextContext, TextFormat } from "./formats/format.ts";
import { readHeader } from "./formats/header.ts";
import { readKlog } from "./formats/klog.ts";
import { readLoadBalancer } from "./formats/load-balancer.ts";
import { readLogfmt } from "./formats/logfmt.ts";
import { readLtsv } from "./formats/ltsv.ts";
import { readPythonRoot } from "./formats/python-root.ts";
import { readSyslog } from "./formats/syslog.ts";
import { mergeInner } from "./open-json.ts";

/** Each knows its own lines and no others', so the order among them is of no meaning. */
const STRICT: readonly TextFormat[] = [readAccess, readKlog, readSyslog, readLoadBalancer, readFlow, readPythonRoot];
/** These take what is left, in this order. */
const GENERAL: readonly TextFormat[] = [readLogfmt, readLtsv, readHeader];

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
const CARRIERS = ["log", "message"] as const;

/** @returns a reader of one source's lines; it tries first the strict format of the last line, which saves time and changes no answer */
export function createTextReader(context: TextContext): TextReader {
  let last: TextFormat | undefined;

  function readLine(text: string): JsonObject {
    const again = last?.(text, context);
    if (again) return again;
    for (const format of STRICT) {
      const record = format === last ? undefined : format(text, context);
      if (!record) continue;
      last = format;
      return record;
    }
    for (const format of GENERAL) {
      const record = format(text, context);
      if (record) return record;
    }
    return { message: text };
  }

  return {
    read(text) {
      const line = readCri(text);
      if (!line) return { value: readLine(text) };
      // JSON is opened from the message by whoever normalises, so here it is text like any other.
      const value = line.text.startsWith("{") ? { message: line.text } : readLine(line.text);
      value["stream"] = line.stream;
      return { value, shippedTime: line.time };
    },
    open(record) {
      for (const name of LEVEL_NAMES) if (record[name] !== undefined) return record;
      for (const carrier of CARRIERS) {
        const text = record[carrier];
        if (typeof text !== "string" || text.startsWith("{")) continue;
        const line = readLine(text);
        return line["@timestamp"] === undefined && line["log.level"] === undefined
          ? record
          : mergeInner(record, carrier, line);
      }
      return record;
    },
  };
}
