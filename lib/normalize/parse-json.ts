/** JSON.parse, but for numbers that a double cannot hold: they are kept as the text they were written as. */
import type { JsonValue } from "../record.ts";

/** Only then a number may be one that a double cannot hold. */
const MAY_EXCEED = /\d{16}|\d[eE]\+?\d{3}/;

/** @throws SyntaxError */
export function parseJson(text: string): JsonValue {
  // What JSON.parse gives is a JsonValue by definition.
  if (!MAY_EXCEED.test(text)) return JSON.parse(text) as JsonValue;
  try {
    return JSON.parse(text, exactly) as JsonValue;
  } catch (error) {
    // A reviver goes down the stack, which deep texts exhaust.
    if (error instanceof RangeError) return JSON.parse(text) as JsonValue;
    throw error;
  }
}

function exactly(_key: string, value: unknown, context?: { source?: string }): unknown {
  const source = context?.source;
  if (typeof value !== "number" || source === undefined || isHeld(value, source)) return value;
  return source;
}

/** Decimals lose digits that no log means; integers are often names: of rows, users, traces. */
function isHeld(value: number, source: string): boolean {
  return Number.isFinite(value) && (Number.isSafeInteger(value) || !/^-?\d+$/.test(source));
}
