/** Objects whose keys come from outside: `__proto__` is a key like any other, and never reaches a prototype. */
import type { JsonObject, JsonValue } from "../record.ts";

export function setKey(object: JsonObject, key: string, value: JsonValue): void {
  // Plain assignment would set the prototype. An object without one would be safe as well, but V8 keeps such objects as slow dictionaries.
  if (key === "__proto__")
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  else object[key] = value;
}

/**
 * The key itself, or one of `key#2`, `key#3` … that is not taken, so nothing is written over. Found by halving, not by counting: a hostile
 * record says the same name a hundred thousand times.
 */
export function freeKey(object: JsonObject, key: string): string {
  if (!Object.hasOwn(object, key)) return key;
  const isTaken = (n: number) => Object.hasOwn(object, `${key}#${n}`);
  let taken = 1;
  let free = 2;
  while (isTaken(free)) {
    taken = free;
    free *= 2;
  }
  while (free - taken > 1) {
    const middle = Math.floor((taken + free) / 2);
    if (isTaken(middle)) taken = middle;
    else free = middle;
  }
  return `${key}#${free}`;
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
