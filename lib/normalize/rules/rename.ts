/** Gives values of a parsed record other names, before anything else looks at them. */
import type { JsonObject, JsonValue } from "../../record.ts";
import { freeKey, isObject, setKey } from "../json-object.ts";

export type Rename = (record: JsonObject) => JsonObject;

/** @param names as records have them → as they shall be; `a.b` is a key of that name, or `b` in `a` */
export function compileRename(names: Readonly<Record<string, string>>): Rename {
  const steps = Object.entries(names).map(([from, to]) => ({ from, path: from.split("."), to }));
  return (record) => {
    let renamed = record;
    for (const { from, path, to } of steps) {
      const found = Object.hasOwn(renamed, from) ? [from] : path;
      const value = valueAt(renamed, found);
      if (value !== undefined) renamed = withName(without(renamed, found), to, value);
    }
    return renamed;
  };
}

function valueAt(record: JsonObject, path: readonly string[]): JsonValue | undefined {
  let value: JsonValue | undefined = record;
  for (const key of path) {
    if (!isObject(value) || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value;
}

/** Objects that this leaves empty are left out as well. */
function without(record: JsonObject, [key = "", ...rest]: readonly string[]): JsonObject {
  const left: JsonObject = {};
  for (const [name, value] of Object.entries(record)) {
    if (name !== key) setKey(left, name, value);
    else if (rest.length > 0 && isObject(value)) {
      const inner = without(value, rest);
      if (Object.keys(inner).length > 0) setKey(left, name, inner);
    }
  }
  return left;
}

/** The rule wins: what bore the name already is kept under the next free one. */
function withName(record: JsonObject, name: string, value: JsonValue): JsonObject {
  const named: JsonObject = {};
  setKey(named, name, value);
  for (const [key, other] of Object.entries(record)) setKey(named, freeKey(named, key), other);
  return named;
}
