/** Conditions on a document's fields, compiled once per delivery. */
import type { Conditions } from "../../config/dataset-rule.ts";
import type { JsonObject, JsonValue, LogRecord } from "../../record.ts";
import { compileGlob } from "../glob.ts";
import { isObject } from "../json-object.ts";

export type Predicate = (record: LogRecord) => boolean;

type Expected = Conditions[string];

const ATTRIBUTES = "attributes.";

export function compileConditions(conditions: Conditions): Predicate {
  const tests = Object.entries(conditions).map(([field, expected]) => {
    const read = compileField(field);
    const holds = compileExpected(expected);
    return (record: LogRecord) => holds(read(record));
  });
  return (record) => tests.every((test) => test(record));
}

/** A field of the document, else what `attributes` hold under that name, dotted or nested. */
function compileField(field: string): (record: LogRecord) => JsonValue | undefined {
  const name = field.startsWith(ATTRIBUTES) ? field.slice(ATTRIBUTES.length) : field;
  const path = name.split(".");
  return (record) => {
    // A document is JSON: each of its fields is a value of it.
    if (Object.hasOwn(record, field)) return (record as unknown as JsonObject)[field];
    const { attributes } = record;
    if (attributes === undefined) return undefined;
    return Object.hasOwn(attributes, name) ? attributes[name] : nestedValue(attributes, path);
  };
}

function nestedValue(attributes: JsonObject, path: readonly string[]): JsonValue | undefined {
  let value: JsonValue | undefined = attributes;
  for (const key of path) {
    if (!isObject(value) || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value;
}

function compileExpected(expected: Expected): (value: JsonValue | undefined) => boolean {
  const tests = (Array.isArray(expected) ? expected : [expected]).map(compileScalar);
  return (value) => {
    const values = Array.isArray(value) ? value : [value];
    return tests.some((test) => values.some(test));
  };
}

/** What is a number here and a text there is equal if it reads alike: `status: 200` and `status: "200"`. */
function compileScalar(expected: string | number | boolean | null): (value: JsonValue | undefined) => boolean {
  if (expected === null) return (value) => value === undefined || value === null;
  const matches = compileGlob(String(expected));
  const isPlain = typeof expected !== "string";
  return (value) => {
    if (value === undefined || value === null || typeof value === "object") return false;
    return isPlain ? String(value) === String(expected) : matches(String(value));
  };
}
