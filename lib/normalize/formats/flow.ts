/**
 * VPC flow logs in the default format of version 2: fourteen words. Their time is the end of the window.
 * https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html
 */
import type { JsonObject } from "../../record.ts";
import { isDigit } from "../characters.ts";
import { setAddress } from "./request.ts";

const FIELDS = [
  "version",
  "account_id",
  "interface_id",
  "srcaddr",
  "dstaddr",
  "srcport",
  "dstport",
  "protocol",
  "packets",
  "bytes",
  "start",
  "end",
  "action",
  "log_status",
] as const;
const STATES: ReadonlySet<string> = new Set(["OK", "NODATA", "SKIPDATA"]);

export function readFlow(text: string): JsonObject | undefined {
  if (!isDigit(text.charCodeAt(0)) || text.charAt(1) !== " " || !text.includes(" eni-")) return undefined;
  const words = text.trim().split(" ");
  if (words.length !== FIELDS.length || !STATES.has(words[13] ?? "")) return undefined;
  const record: JsonObject = { message: text };
  for (const [n, name] of FIELDS.entries()) {
    const word = words[n] ?? "-";
    if (name === "srcaddr") setAddress(record, word);
    if (word !== "-") record[name] = word;
  }
  const end = Number(words[11]);
  if (end > 0) record["@timestamp"] = end;
  return record;
}
