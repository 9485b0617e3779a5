/** Redacts a parsed record in place: it is the parser's own, and most records have nothing to change. No recursion: records may nest 10,000 deep. */
import type { JsonObject, JsonValue } from "../../record.ts";
import { freeKey, setKey } from "../json-object.ts";
import { isMarkAt, markOf } from "./scan.ts";
import { kindOfName, type SecretKind } from "./sensitive-names.ts";

export interface TreeRules {
  readonly text: (text: string) => string;
  /** Whether names such as `password` give their values away. */
  readonly byName: boolean;
  /** Whether numbers may be what is looked for: card numbers are. */
  readonly numbers: boolean;
}

type Container = JsonValue[] | JsonObject;

/** The smallest number of 13 digits, the shortest that a card has. */
const LEAST_NUMBER = 1e12;
/** Shorter ones are no secrets: `"token": "("`. */
const SHORTEST_SECRET = 4;

/** @returns what redacts a record in place; made once, for it works on stacks of its own */
export function createTreeRedactor(rules: TreeRules): (root: JsonObject) => void {
  const verdictOf = createKeyJudge(rules);
  const pending: Container[] = [];
  const kinds: (SecretKind | undefined)[] = [];

  function redactArray(array: JsonValue[], outer: SecretKind | undefined): void {
    // The index is one of the array's: JSON has no holes.
    for (let n = 0; n < array.length; n++) array[n] = redactValue(array[n] as JsonValue, outer);
  }

  function redactObject(object: JsonObject, outer: SecretKind | undefined): void {
    let renames: [key: string, redacted: string][] | undefined;
    for (const key in object) {
      // The key is the object's own: objects from JSON inherit none that can be enumerated.
      const value = object[key] as JsonValue;
      const verdict = verdictOf(key);
      const redacted = redactValue(value, verdict.kind ?? outer);
      if (redacted !== value) setKey(object, key, redacted);
      if (verdict.redacted === key) continue;
      renames ??= [];
      renames.push([key, verdict.redacted]);
    }
    renames?.forEach(([key, redactedKey], n) => {
      rename(object, key, redactedKey, n);
    });
  }

  function redactValue(value: JsonValue, kind: SecretKind | undefined): JsonValue {
    if (typeof value === "string") return kind === undefined ? rules.text(value) : secretText(value, kind);
    if (typeof value === "number") return redactNumber(value, kind);
    if (typeof value !== "object" || value === null) return value;
    pending.push(value);
    // An object called `token` is more often about one than it is one: its own names decide.
    kinds.push(Array.isArray(value) || (kind !== "token" && kind !== "secret") ? kind : undefined);
    return value;
  }

  function secretText(text: string, kind: SecretKind): string {
    const redacted = rules.text(text);
    if (isMarkAt(redacted, 0)) return redacted;
    if (text === "" || (kind !== "password" && text.length < SHORTEST_SECRET)) return redacted;
    return markOf(kind);
  }

  function redactNumber(value: number, kind: SecretKind | undefined): JsonValue {
    if (kind === "password") return markOf(kind);
    if (!rules.numbers || value < LEAST_NUMBER || !Number.isSafeInteger(value)) return value;
    const text = String(value);
    const redacted = rules.text(text);
    return redacted === text ? value : redacted;
  }

  return (root) => {
    pending.length = 0;
    kinds.length = 0;
    redactObject(root, undefined);
    for (let container = pending.pop(); container; container = pending.pop()) {
      const outer = kinds.pop();
      if (Array.isArray(container)) redactArray(container, outer);
      else redactObject(container, outer);
    }
  };
}

interface KeyVerdict {
  /** What its value is, if the name says so. */
  readonly kind: SecretKind | undefined;
  readonly redacted: string;
}

const LONGEST_REMEMBERED = 96;
const MOST_REMEMBERED = 4_096;

/** Records have the same keys again and again: each is judged once. */
function createKeyJudge(rules: TreeRules): (key: string) => KeyVerdict {
  const remembered = new Map<string, KeyVerdict>();
  return (key) => {
    const known = remembered.get(key);
    if (known) return known;
    const verdict = { kind: rules.byName ? kindOfName(key) : undefined, redacted: rules.text(key) };
    if (remembered.size >= MOST_REMEMBERED) remembered.clear();
    if (key.length <= LONGEST_REMEMBERED) remembered.set(key, verdict);
    return verdict;
  };
}

/** @param n how many keys of this object were renamed before: thousands may become the same mark, and each needs a name of its own */
function rename(object: JsonObject, key: string, redactedKey: string, n: number): void {
  const value = object[key] as JsonValue;
  delete object[key];
  setKey(object, freeKey(object, n === 0 ? redactedKey : `${redactedKey}#${n + 1}`), value);
}
