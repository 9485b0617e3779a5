/**
 * A record whose message is JSON as text, as docker and Fluentd without a parser ship an application's own log: opened, and the
 * application's words count before the shipper's.
 */
import type { JsonObject, JsonValue } from "../record.ts";
import { freeKey, isObject, setKey } from "./json-object.ts";
import { parseJson } from "./parse-json.ts";

/** Whole lines of an application: docker's, any shipper's without a parser, what Fluentd's parser did not match. */
export const CARRIERS = ["log", "message", "unmatched_line"] as const;
/** Where both say something else under the same name, the shipper's word is kept here. */
const OUTER_KEY = "outer";

/** @returns the record itself if none of these holds a JSON object */
export function openJsonText(record: JsonObject): JsonObject {
  for (const carrier of CARRIERS) {
    const inner = parseObject(record[carrier]);
    if (inner) return mergeInner(record, carrier, inner);
  }
  return record;
}

function parseObject(text: JsonValue | undefined): JsonObject | undefined {
  if (typeof text !== "string") return undefined;
  const trimmed = text.trim();
  if (!trimmed.startsWith("{") || !trimmed.endsWith("}") || trimmed.length < 7) return undefined;
  try {
    const value = parseJson(trimmed);
    return isObject(value) && Object.keys(value).length > 0 ? value : undefined;
  } catch {
    // Text that only looks like JSON is text.
    return undefined;
  }
}

/** @param carrier the outer record's key that held `inner` as text */
export function mergeInner(outer: JsonObject, carrier: string, inner: JsonObject): JsonObject {
  const merged: JsonObject = {};
  let hidden: JsonObject | undefined;
  for (const [key, value] of Object.entries(outer)) {
    if (key === carrier) continue;
    if (!Object.hasOwn(inner, key)) setKey(merged, key, value);
    else if (inner[key] !== value) {
      hidden ??= {};
      setKey(hidden, key, value);
    }
  }
  for (const [key, value] of Object.entries(inner)) setKey(merged, key, value);
  if (hidden) merged[freeKey(merged, OUTER_KEY)] = hidden;
  return merged;
}
