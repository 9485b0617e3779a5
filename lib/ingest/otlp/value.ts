/** AnyValue and attributes of OTLP → plain JSON. */
import { freeKey, isObject, setKey } from "../../normalize/json-object.ts";
import type { JsonObject, JsonValue } from "../../record.ts";

/** Documents hold eight levels; more than that is not worth the stack. */
const MOST_DEPTH = 32;
const TOO_DEEP = "…[nested too deep, cut]";

/** An empty value is null. Integers that a double cannot hold stay text; a value of a kind to come is kept as it is. */
export function plainValue(value: JsonValue | undefined, depth = 0): JsonValue {
  if (!isObject(value)) return value ?? null;
  if (depth > MOST_DEPTH) return TOO_DEEP;
  const [entry] = Object.entries(value);
  if (!entry) return null;
  const [kind, held] = entry;
  switch (kind) {
    case "stringValue":
    case "boolValue":
    case "bytesValue":
    case "doubleValue":
      return held;
    case "intValue":
      return plainInteger(held);
    case "arrayValue":
      return listIn(held).map((item) => plainValue(item, depth + 1));
    case "kvlistValue":
      return plainAttributes(listIn(held), depth + 1);
    default:
      return value;
  }
}

/** @param list KeyValues; a key that comes twice is kept under two names */
export function plainAttributes(list: readonly JsonValue[], depth = 0): JsonObject {
  const attributes: JsonObject = {};
  for (const item of list) {
    if (!isObject(item)) continue;
    const key = typeof item["key"] === "string" ? item["key"] : "";
    setKey(attributes, freeKey(attributes, key), plainValue(item["value"], depth));
  }
  return attributes;
}

function listIn(value: JsonValue): JsonValue[] {
  const list = isObject(value) ? value["values"] : undefined;
  return Array.isArray(list) ? list : [];
}

function plainInteger(value: JsonValue): JsonValue {
  if (typeof value !== "string" || value === "") return value;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
