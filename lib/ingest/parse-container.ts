/** Several lines of one container stream → one record: parts that the runtime cut are put together, lines of a trace keep their ends. */
import { isObject } from "../normalize/json-object.ts";
import type { JsonValue } from "../record.ts";
import { containerLine, criTextAt, isCriPartial } from "./frame/container-line.ts";
import type { Parsed } from "./parse.ts";

/** @returns one line of CRI with all that was written, as if the runtime had not cut it */
export function parseCriLines(bytes: Buffer): Parsed {
  const [first = "", ...others] = bytes.toString("utf8").split("\n");
  const textAt = criTextAt(first);
  let text = first.slice(0, textAt).replace(/ P(:\S*)? ?$/, " F ") + first.slice(textAt);
  let isPartial = isCriPartial(first);
  for (const line of others) {
    text += (isPartial ? "" : "\n") + line.slice(criTextAt(line));
    isPartial = isCriPartial(line);
  }
  return { kind: "text", text };
}

/** @returns the first line's object, with all that was written as its `log` */
export function parseDockerLines(bytes: Buffer): Parsed {
  const lines = bytes.toString("utf8").split("\n");
  const objects = lines.map(parseObject);
  const [first] = objects;
  if (!first || objects.includes(undefined)) return { kind: "unreadable", reason: "not JSON: a line of docker" };
  let log = "";
  for (const [n, object] of objects.entries()) {
    const text = typeof object?.["log"] === "string" ? object["log"] : "";
    log += text;
    const hasItsEnd =
      text.endsWith("\n") || n === objects.length - 1 || containerLine(Buffer.from(lines[n] ?? ""))?.isPartial;
    if (!hasItsEnd) log += "\n";
  }
  return { kind: "object", value: { ...first, log } };
}

function parseObject(line: string) {
  try {
    // What JSON.parse gives is a JsonValue by definition.
    const value = JSON.parse(line) as JsonValue;
    return isObject(value) ? value : undefined;
  } catch {
    // Told by the caller: the record as a whole is unreadable.
    return undefined;
  }
}
