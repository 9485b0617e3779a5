/** What a record's keys are, judged once and remembered: shippers write the same keys again and again. */
import { isTextField, nameOf, nestsFields, type TextField } from "../fields.ts";
import type { Redactor } from "../redact/redactor.ts";
import { createByteMap } from "./byte-map.ts";

type KeyUse =
  | "time"
  | "level"
  | "message"
  /** A field whose value is taken as it stands. */
  | "text"
  /** Names no field: kept under `attributes`. */
  | "attribute"
  /** Nests fields if its value is an object, else an attribute. */
  | "nesting"
  /** Needs a look at its value that only the long way takes. */
  | "other";

export interface KnownKey {
  readonly use: KeyUse;
  readonly field: TextField | undefined;
  /** As the record has it, with quotes and colon. */
  readonly written: Buffer;
  /** What stands before the value in the document: `,"service.name":` or `"region":`. */
  readonly head: Buffer;
  /** Of METHOD, PATH and STATUS, by which access logs are known, and WORKLOAD. */
  readonly marks: number;
  /** The record that has it, to notice one that has it twice. */
  seenIn: number;
}

const METHOD = 1;
const PATH = 2;
const STATUS = 4;
export const ACCESS_LOG = METHOD | PATH | STATUS;
/** Says who speaks, if nothing else does: lib/normalize/workload.ts. */
export const WORKLOAD = 8;
const MARKED: Readonly<Record<string, number>> = {
  method: METHOD,
  path: PATH,
  code: STATUS,
  status: STATUS,
  kubernetes: WORKLOAD,
  container_name: WORKLOAD,
};

const LONGEST_KEY = 128;

/** @returns what finds the key of these bytes, which are ASCII without escapes; undefined for one that is not to be remembered */
export function createKnownKeys(redactor: Redactor | undefined) {
  const known = createByteMap<KnownKey>();

  return function find(bytes: Buffer, from: number, to: number): KnownKey | undefined {
    const key = known.find(bytes, from, to);
    if (key !== undefined) return key;
    if (to - from > LONGEST_KEY) return undefined;
    known.add(bytes, from, to, judge(bytes.toString("latin1", from, to), redactor));
    return known.find(bytes, from, to);
  };
}

function judge(name: string, redactor: Redactor | undefined): KnownKey {
  // ASCII without escapes: it is written as it was.
  const written = Buffer.from(`"${name}":`);
  const plain = { field: undefined, written, head: written, marks: 0, seenIn: 0 };
  if (name === "__proto__" || redactor?.isSecretName(name) || (redactor && redactor.text(name) !== name)) {
    return { ...plain, use: "other" };
  }
  const field = nameOf(name);
  if (field === "time" || field === "level" || field === "message") return { ...plain, use: field };
  if (field !== undefined) {
    // Whether it is an address decides what becomes of a client's.
    if (!isTextField(field) || field === "client.ip") return { ...plain, use: "other" };
    return { ...plain, use: "text", field, head: Buffer.from(`,"${field}":`) };
  }
  const marks = Object.hasOwn(MARKED, name) ? (MARKED[name] ?? 0) : 0;
  return { ...plain, use: nestsFields(name) ? "nesting" : "attribute", marks };
}
