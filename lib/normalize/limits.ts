/**
 * Bounds of a document, so that no record can break or bloat the index. What is cut says so in its own place; what a whole record
 * lost is told under `attributes["sluice.cut"]`.
 */
import type { JsonObject, JsonValue } from "../record.ts";
import { freeKey, setKey } from "./json-object.ts";

/** Longer than any screen shows; the whole line is still in the shipper's object. */
const MESSAGE_CHARACTERS = 256 * 1024;
/**
 * Lucene holds terms of at most 32,766 bytes. flat_object makes one of a value's whole path and the value, a character takes up to 3 bytes:
 * 8 keys of 256 characters and a value of 8,191 fit, whatever they are.
 */
export const VALUE_CHARACTERS = 8_191;
const KEY_CHARACTERS = 256;
const MOST_DEPTH = 8;
export const MOST_KEYS = 256;
const MOST_ITEMS = 1_000;

const CUT_KEY = "sluice.cut";

export function boundMessage(message: string): string {
  return cutText(message, MESSAGE_CHARACTERS);
}

export function boundKeyword(value: string): string {
  return cutText(value, VALUE_CHARACTERS);
}

/** @returns undefined for an empty object */
export function boundAttributes(attributes: JsonObject): JsonObject | undefined {
  if (isWithinBounds(attributes)) return hasKeys(attributes) ? attributes : undefined;
  const budget = { keysLeft: MOST_KEYS, keysCut: 0 };
  const bounded = boundObject(attributes, 1, budget);
  if (budget.keysCut > 0) bounded[CUT_KEY] = `${budget.keysCut} keys`;
  return hasKeys(bounded) ? bounded : undefined;
}

/** Of flat attributes, as most are: others are looked at while they are copied. */
function isWithinBounds(attributes: JsonObject): boolean {
  let keys = 0;
  for (const key in attributes) {
    const value = attributes[key];
    if (typeof value === "string" ? value.length > VALUE_CHARACTERS : typeof value === "object" && value !== null) {
      return false;
    }
    if (++keys > MOST_KEYS || key.length > KEY_CHARACTERS || !key.isWellFormed()) return false;
  }
  return true;
}

function hasKeys(object: JsonObject): boolean {
  for (const _ in object) return true;
  return false;
}

/** One of the attributes. @returns undefined if it holds more than `mostKeys` keys: what is cut then, the record as a whole decides */
export function boundAttribute(value: JsonValue, mostKeys: number): { value: JsonValue; keys: number } | undefined {
  const budget = { keysLeft: mostKeys, keysCut: 0 };
  const bounded = boundValue(value, 1, budget);
  return budget.keysCut > 0 ? undefined : { value: bounded, keys: mostKeys - budget.keysLeft };
}

/** A value as one text: bounded like attributes, so that no depth or size of it can hurt. */
export function boundedJson(value: JsonValue): string {
  return JSON.stringify(boundValue(value, 1, { keysLeft: MOST_KEYS, keysCut: 0 }));
}

interface Budget {
  keysLeft: number;
  keysCut: number;
}

function boundObject(object: JsonObject, depth: number, budget: Budget): JsonObject {
  const bounded: JsonObject = {};
  for (const key in object) {
    if (budget.keysLeft === 0) {
      budget.keysCut++;
      continue;
    }
    budget.keysLeft--;
    // The key is the object's own: objects from JSON inherit none that can be enumerated.
    setKey(bounded, boundKey(bounded, key), boundValue(object[key] as JsonValue, depth, budget));
  }
  return bounded;
}

/** OpenSearch refuses a document with half a surrogate pair in a key. */
function boundKey(bounded: JsonObject, key: string): string {
  if (key.length <= KEY_CHARACTERS && key.isWellFormed()) return key;
  // Room for the mark, and for the number of a key that is taken.
  const cut = key.length <= KEY_CHARACTERS ? key : cutText(key, KEY_CHARACTERS - 48);
  return freeKey(bounded, cut.toWellFormed());
}

function boundValue(value: JsonValue, depth: number, budget: Budget): JsonValue {
  if (typeof value === "string") return cutText(value, VALUE_CHARACTERS);
  if (typeof value !== "object" || value === null) return value;
  if (depth >= MOST_DEPTH) return deepText(value);
  if (!Array.isArray(value)) return boundObject(value, depth + 1, budget);
  const items = value.slice(0, MOST_ITEMS).map((item) => boundValue(item, depth + 1, budget));
  if (value.length > MOST_ITEMS) items.push(`…[${value.length - MOST_ITEMS} more items cut]`);
  return items;
}

function deepText(value: JsonValue): string {
  try {
    return cutText(JSON.stringify(value), VALUE_CHARACTERS);
  } catch {
    // JSON.parse takes any depth, JSON.stringify as much as the stack does.
    return "…[nested too deep, cut]";
  }
}

/** Never between the halves of a surrogate pair. */
function cutText(text: string, most: number): string {
  if (text.length <= most) return text;
  const last = text.charCodeAt(most - 1);
  const end = last >= 0xd800 && last <= 0xdbff ? most - 1 : most;
  return `${text.slice(0, end)}…[${text.length - end} more characters cut]`;
}
