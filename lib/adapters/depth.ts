import type { JsonObject, JsonValue } from "../record.ts";

/**
 * Far more than lib/normalize lets through. Beyond some 500 levels OpenSearch's flat_object overflows the stack, which ends the
 * whole node, and SQLite's JSON functions fail the queries that meet the document.
 */
export const MOST_LEVELS = 100;

/** @param json of a document: an object */
export function isNestedTooDeep(json: string): boolean {
  // Nearly all documents have few brackets of any kind, which is found out faster than how they nest.
  if (!hasMore(json, "{", MOST_LEVELS / 2) && !hasMore(json, "[", MOST_LEVELS / 2)) return false;
  // A document is an object by contract.
  const document = JSON.parse(json) as JsonObject;
  return isTooDeep(document["attributes"], MOST_LEVELS);
}

function hasMore(text: string, character: string, most: number): boolean {
  let found = 0;
  for (let at = text.indexOf(character); at >= 0; at = text.indexOf(character, at + 1)) if (++found > most) return true;
  return false;
}

function isTooDeep(value: JsonValue | undefined, levelsLeft: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (levelsLeft === 0) return true;
  for (const key in value) {
    // Arrays are walked by their indices, which for…in gives as keys.
    if (isTooDeep((value as { [key: string]: JsonValue })[key], levelsLeft - 1)) return true;
  }
  return false;
}
