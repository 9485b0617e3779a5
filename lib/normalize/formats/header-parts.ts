/** Where the parts of a header go: the logger has a field, everything else stays readable in attributes. */
import type { JsonObject } from "../../record.ts";

export function hasLogger(record: JsonObject): boolean {
  return record["log.logger"] !== undefined;
}

export function setLogger(record: JsonObject, name: string): void {
  record["log.logger"] = name;
}

/** The first group is mostly the thread; further ones are labels. */
export function addThread(record: JsonObject, content: string): void {
  if (content === "" || content === "-") return;
  if (record["thread"] === undefined) record["thread"] = content;
  else addLabel(record, content);
}

export function addLabel(record: JsonObject, label: string): void {
  if (label === "") return;
  const before = record["labels"];
  record["labels"] = typeof before === "string" ? `${before} ${label}` : label;
}
