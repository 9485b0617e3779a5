/**
 * Where a listing goes on: after the hit with these sort values. `_seq_no` counts per shard, so that hits of two shards can share
 * all three values: the cursor names the ids shown with them, and the next page asks for these values once more, without these ids.
 * Why not `_id`: docs/decisions/search-order.md.
 */
import { SluiceError } from "../../errors.ts";

/** What hits are sorted by, descending: @timestamp, log.offset (-1 if absent), _seq_no. */
type SortValues = readonly [timestampMs: number, logOffset: number, seqNo: number];

export interface Position {
  readonly after: SortValues;
  /** Ids already shown with exactly these values. */
  readonly shown: readonly string[];
}

export interface SortedHit {
  readonly _id: string;
  readonly sort: SortValues;
}

/** @param before where this page began */
export function positionAfter(hits: readonly SortedHit[], before: Position | undefined): Position | undefined {
  const after = hits.at(-1)?.sort;
  if (!after) return undefined;
  const earlier = before && isSame(before.after, after) ? before.shown : [];
  const here = hits.filter((hit) => isSame(hit.sort, after)).map((hit) => hit._id);
  return { after, shown: [...earlier, ...here] };
}

/** `search_after` is exclusive: one number higher, in descending order, includes the equals. */
export function searchAfter({ after: [timestampMs, logOffset, seqNo] }: Position): number[] {
  return [timestampMs, logOffset, seqNo + 1];
}

export function encodeCursor({ after, shown }: Position): string {
  return Buffer.from(JSON.stringify([...after, ...shown])).toString("base64url");
}

/** @throws SluiceError "refused" if it is not one of ours */
export function decodeCursor(cursor: string): Position {
  const [timestampMs, logOffset, seqNo, ...shown] = parseArray(Buffer.from(cursor, "base64url").toString());
  const isOurs = [timestampMs, logOffset, seqNo].every(Number.isSafeInteger) && shown.every(isText);
  if (!isOurs) throw new SluiceError("refused", `The cursor ${cursor.slice(0, 60)} is none that a search gave`);
  return { after: [Number(timestampMs), Number(logOffset), Number(seqNo)], shown: shown.filter(isText) };
}

function parseArray(text: string): unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [];
  } catch {
    // Told by the caller: an empty array is no cursor.
    return [];
  }
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isSame(a: SortValues, b: SortValues): boolean {
  return a[0] === b[0] && a[1] === b[1] && a[2] === b[2];
}
