/** What SQLite reports, as a SluiceError: https://sqlite.org/rescode.html (primary codes). */
import { type ErrorCode, SluiceError } from "../../errors.ts";

interface Kind {
  readonly code: ErrorCode;
  readonly advice: string;
}

const KINDS: Readonly<Record<number, Kind>> = {
  3: { code: "denied", advice: "give this user the right to read and write the file and its folder" },
  5: { code: "unavailable", advice: "another process holds the file; it is tried again" },
  6: { code: "unavailable", advice: "another process holds the file; it is tried again" },
  7: { code: "unavailable", advice: "there is too little memory" },
  8: { code: "denied", advice: "give this user the right to read and write the file and its folder" },
  10: { code: "unavailable", advice: "the disk failed; look at the system's log" },
  11: { code: "config", advice: "the file is damaged: move it away and ingest anew, or restore a copy" },
  13: { code: "unavailable", advice: "the disk is full: free space" },
  14: { code: "config", advice: "the path must name a file in a folder that can be written" },
  26: { code: "config", advice: "the file is no SQLite database: name another one" },
};

export function toSluiceError(error: unknown, path: string): SluiceError {
  if (error instanceof SluiceError) return error;
  const kind = KINDS[primaryCode(error)];
  const text = error instanceof Error ? error.message : String(error);
  const message = `${path}: ${text}${kind ? ` (${kind.advice})` : ""}`;
  return new SluiceError(kind?.code ?? "refused", message, { cause: error });
}

/** The low byte: extended codes add detail above it. 0 if the error is not SQLite's. */
function primaryCode(error: unknown): number {
  const isNumbered = error instanceof Error && "errcode" in error && typeof error.errcode === "number";
  return isNumbered ? Number(error.errcode) & 0xff : 0;
}
