/** Where the values of the record at hand lie in its bytes: slots that are kept from record to record, so that reading one makes no objects. */
import type { Level } from "../../record.ts";
import type { TextField } from "../fields.ts";
import { MOST_KEYS } from "../limits.ts";
import type { KnownKey } from "./known-keys.ts";

export interface Draft {
  bytes: Buffer;
  /** NaN as long as no time is known. */
  timeMs: number;
  /** Where the time stands as documents write it, -1 if nowhere. */
  isoFrom: number;
  level: Level | undefined;
  /** With its quotes; -1 as long as there is none. */
  messageFrom: number;
  messageTo: number;
  /** What its scan told. */
  messageFlags: number;
  /** What its keys are marked with. */
  marks: number;
  isAscii: boolean;
  /** How many more keys `attributes` may hold. */
  keysLeft: number;
  fields: number;
  readonly fieldKeys: KnownKey[];
  /** Of each field where its value begins and ends. */
  readonly fieldRanges: number[];
  /** Neighbours that are written without a gap count as one. */
  attributes: number;
  /** Of each attribute where its key and its value begin and end. */
  readonly attributeRanges: number[];
  /** Values that are written anew. */
  readonly rewritten: (string | undefined)[];
}

export function createDraft(): Draft {
  return {
    bytes: Buffer.alloc(0),
    timeMs: Number.NaN,
    isoFrom: -1,
    level: undefined,
    messageFrom: -1,
    messageTo: -1,
    messageFlags: 0,
    marks: 0,
    isAscii: true,
    keysLeft: MOST_KEYS,
    fields: 0,
    fieldKeys: [],
    fieldRanges: [],
    attributes: 0,
    attributeRanges: [],
    rewritten: [],
  };
}

export function beginDraft(draft: Draft, bytes: Buffer): void {
  draft.bytes = bytes;
  draft.timeMs = Number.NaN;
  draft.isoFrom = -1;
  draft.level = undefined;
  draft.messageFrom = -1;
  draft.marks = 0;
  draft.isAscii = true;
  draft.keysLeft = MOST_KEYS;
  draft.fields = 0;
  draft.attributes = 0;
}

/** @returns whether it is the first of its field */
export function addField(draft: Draft, key: KnownKey, from: number, to: number): boolean {
  if (hasField(draft, key.field)) return false;
  draft.fieldKeys[draft.fields] = key;
  draft.fieldRanges[2 * draft.fields] = from;
  draft.fieldRanges[2 * draft.fields + 1] = to;
  draft.fields++;
  return true;
}

export function hasField(draft: Draft, field: TextField | undefined): boolean {
  for (let n = 0; n < draft.fields; n++) if (draft.fieldKeys[n]?.field === field) return true;
  return false;
}

/** The place of the field's value; undefined if the record does not have it. */
export function fieldRange({ fields, fieldKeys, fieldRanges }: Draft, field: TextField): [number, number] | undefined {
  for (let n = 0; n < fields; n++) {
    if (fieldKeys[n]?.field === field) return [fieldRanges[2 * n] as number, fieldRanges[2 * n + 1] as number];
  }
  return undefined;
}

/**
 * @param keyEnd where the key's colon ends
 * @returns whether there is room for it
 */
export function addAttribute(draft: Draft, key: KnownKey, keyEnd: number, from: number, to: number): boolean {
  const { attributeRanges: ranges, rewritten } = draft;
  const keyFrom = keyEnd - key.written.length;
  const last = 4 * draft.attributes - 4;
  draft.marks |= key.marks;
  const goesOn = draft.attributes > 0 && from === keyEnd && ranges[last + 3] === keyFrom - 1;
  if (goesOn && rewritten[draft.attributes - 1] === undefined) ranges[last + 3] = to;
  else {
    ranges[last + 4] = keyFrom;
    ranges[last + 5] = keyEnd;
    ranges[last + 6] = from;
    ranges[last + 7] = to;
    rewritten[draft.attributes] = undefined;
    draft.attributes++;
  }
  return --draft.keysLeft >= 0;
}

/** An attribute whose value is this JSON, whatever the bytes say. */
export function addRewritten(draft: Draft, key: KnownKey, keyEnd: number, json: string, keys: number): boolean {
  // No place of the bytes: nothing can go on behind it.
  const hasRoom = addAttribute(draft, key, keyEnd, -1, -1);
  draft.rewritten[draft.attributes - 1] = json;
  draft.keysLeft -= keys;
  return hasRoom && draft.keysLeft >= 0;
}
