import { SluiceError } from "../../errors.ts";

/** timestamp_ms, log_offset, seq of the last record shown. */
export type Position = readonly [timestampMs: number, logOffset: number, seq: number];

export function encodeCursor(position: Position): string {
  return position.join("_");
}

/** @throws SluiceError "refused" if it is not one of ours */
export function decodeCursor(cursor: string): Position {
  const [timestampMs, logOffset, seq, ...rest] = cursor.split("_").map(Number);
  const isPosition = [timestampMs, logOffset, seq].every(Number.isSafeInteger) && rest.length === 0;
  if (!isPosition || timestampMs === undefined || logOffset === undefined || seq === undefined) {
    throw new SluiceError("refused", `The cursor ${JSON.stringify(cursor.slice(0, 60))} is none that a search gave`);
  }
  return [timestampMs, logOffset, seq];
}
