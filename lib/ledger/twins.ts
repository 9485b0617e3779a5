/**
 * Fluentd's default key counts an index up when the acknowledgement of a PUT was lost: the same chunk then lies under two keys, and its
 * records are there twice. Equal content under keys that differ in their index alone is told, never dropped: it may be
 * two chunks that happen to be equal.
 */
import { hash } from "node:crypto";

/** An object whose key ends in an index, as it was delivered. */
export interface IndexedObject {
  /** `s3://BUCKET/KEY`, `folder:KEY` */
  readonly origin: string;
  /** Length and checksum of its uncompressed bytes. */
  readonly content: string;
  /** Of it, indexed: 0 where it came again. */
  readonly records: number;
  /** Of arrival. */
  readonly day: string;
}

/** What is remembered of an object: a hash of its key without the index and of its content; then the index. */
export type TwinMark = readonly [hash: string, index: number];

export interface Twins {
  readonly objects: number;
  /** Records in those objects: so many may be there twice. */
  readonly records: number;
}

/** A few hundred kilobytes of state at most; at a hundred objects a minute the last 50 minutes. */
export const MOST_MARKS = 5_000;

/** `_0`, `_17`, `_007` before the extensions: a date of eight digits is no index. */
const INDEX = /_(0|[1-9]\d{0,4}|0\d{2,4})((?:\.[A-Za-z0-9]{1,10}){0,3})$/;

/** Undefined if the origin is no object, or its key has no index at its end. */
export function indexOf(origin: string): { readonly stem: string; readonly index: number } | undefined {
  if (!/^(?:s3|folder):/.test(origin)) return undefined;
  const found = INDEX.exec(origin);
  if (!found) return undefined;
  return { stem: origin.slice(0, found.index) + found[2], index: Number(found[1]) };
}

/** Keys that one shipper makes look alike but for numbers: `s3://logs/app/#_#.gz`. */
export function patternOf(origin: string): string {
  return origin.replaceAll(/\d+/g, "#");
}

/**
 * @param marks of objects before, the oldest first
 * @returns the marks from now on, and the twins among `objects`, each with its day; the first of a pair is none
 */
export function findTwins(marks: readonly TwinMark[], objects: readonly IndexedObject[]) {
  const known = new Map(marks);
  const twins: { readonly day: string; readonly records: number }[] = [];
  for (const { origin, content, records, day } of objects) {
    const key = indexOf(origin);
    if (!key || records === 0) continue;
    const mark = hash("sha256", JSON.stringify([key.stem, content]), "base64url").slice(0, 16);
    const before = known.get(mark);
    // The same key with the same content is one object, however often it comes.
    if (before !== undefined && before !== key.index) twins.push({ day, records });
    if (before === undefined) known.set(mark, key.index);
  }
  return { marks: [...known].slice(-MOST_MARKS), twins };
}
