import type { JsonValue } from "../record.ts";

/**
 * Far more than lib/normalize lets through. Beyond some 500 levels OpenSearch's flat_object overflows the stack, which ends the
 * whole node, and SQLite's JSON functions fail the queries that meet the document.
 */
export const MOST_LEVELS = 100;

export function isTooDeep(value: JsonValue | undefined, levelsLeft = MOST_LEVELS): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (levelsLeft === 0) return true;
  for (const key in value) {
    // Arrays are walked by their indices, which for…in gives as keys.
    if (isTooDeep((value as { [key: string]: JsonValue })[key], levelsLeft - 1)) return true;
  }
  return false;
}
