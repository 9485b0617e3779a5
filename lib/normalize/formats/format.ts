/** A text format: a line → a record under the names that normalize() knows, or undefined if the line is not of it. */
import type { JsonObject } from "../../record.ts";
import { isPlausible } from "../timestamp.ts";
import { instantOfReading } from "../timestamp-instant.ts";
import type { TimeReading } from "../timestamp-reading.ts";

export interface TextContext {
  /** Of times that carry none. */
  readonly zone: string;
  readonly deliveredMs: number;
}

export type TextFormat = (text: string, context: TextContext) => JsonObject | undefined;

/** Sets the time as an instant; one that cannot be stays as the line writes it, for a reader to see. False for what is no date. */
export function setTime(record: JsonObject, reading: TimeReading, written: string, context: TextContext): boolean {
  const ms = instantOfReading(reading, context.zone, context.deliveredMs);
  if (ms === undefined) return false;
  record["@timestamp"] = isPlausible(ms, context.deliveredMs) ? ms : written;
  return true;
}
