/** Objects whose keys come from outside: `__proto__` is a key like any other, and never reaches a prototype. */
import type { JsonObject, JsonValue } from "../record.ts";

export function setKey(object: JsonObject, key: string, value: JsonValue): void {
  // Plain assignment would set the prototype. An object without one would be safe as well, but V8 keeps such objects as slow dictionaries.
  if (key === "__proto__")
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  else object[key] = value;
}

/** The key itself, or the first of `key#2`, `key#3` … that is not taken: nothing is written over. */
export function freeKey(object: JsonObject, key: string): string {
  let free = key;
  for (let n = 2; Object.hasOwn(object, free); n++) free = `${key}#${n}`;
  return free;
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
