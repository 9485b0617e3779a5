/** The rows of a CSV file (RFC 4180), each a frame of its own; line ends inside quotes are part of a field. The first row names the columns. */
import { namesColumns, parseCsvRow, splitCsvRow } from "../parse-csv.ts";
import { type Frame, type Framer, MAX_FRAME_BYTES } from "./frame.ts";
import { createPieces } from "./pieces.ts";

const QUOTE = 0x22;
const COMMA = 0x2c;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

export function createCsvFramer(): Framer {
  let held: Buffer = Buffer.alloc(0);
  let heldOffset = 0;
  /** How far `held` was looked through. */
  let position = 0;
  let isInQuotes = false;
  let parse: Frame["parse"];
  const pieces = createPieces();

  function take(sizeBytes: number, isWhole: boolean, frames: Frame[], fault?: string): void {
    let row = held.subarray(0, sizeBytes);
    if (isWhole && row.at(-1) === LINE_FEED) row = row.subarray(0, -1);
    if (isWhole && row.at(-1) === CARRIAGE_RETURN) row = row.subarray(0, -1);
    const offsetBytes = heldOffset;
    held = held.subarray(sizeBytes);
    heldOffset += sizeBytes;
    position -= sizeBytes;
    if (row.toString("latin1").trim() === "") return;
    if (!parse) {
      const columns = splitCsvRow(row.toString("utf8").replace(/^\ufeff/, ""));
      const isHeader = namesColumns(columns);
      parse = (bytes) => parseCsvRow(bytes, isHeader ? columns : undefined);
      if (isHeader) return;
    }
    const frame = { bytes: row, offsetBytes, parse, ...(fault !== undefined && { fault }) };
    frames.push(isWhole && !pieces.isOpen ? frame : pieces.add(frame));
    if (isWhole) pieces.close();
  }

  function look(frames: Frame[]): void {
    while (position < held.length) {
      const byte = held[position++];
      if (byte === QUOTE) isInQuotes = !isInQuotes && opensQuotes(position > 1 ? held[position - 2] : undefined);
      else if (byte === LINE_FEED && !isInQuotes) take(position, true, frames);
      if (position >= MAX_FRAME_BYTES) {
        // A quote that is never closed takes so much with it, and no more.
        isInQuotes = false;
        take(MAX_FRAME_BYTES, false, frames);
      }
    }
  }

  return {
    push(block) {
      const frames: Frame[] = [];
      held = held.length === 0 ? block : Buffer.concat([held, block]);
      look(frames);
      return frames;
    },
    end(cutReason) {
      const frames: Frame[] = [];
      if (held.length > 0) take(held.length, true, frames, cutReason ?? (isInQuotes ? CUT_OFF : undefined));
      return frames;
    },
  };
}

/** At the begin of a field only; two in a row are one that is meant. `5" disk` is text. */
function opensQuotes(before: number | undefined): boolean {
  return before === undefined || before === COMMA || before === QUOTE;
}

const CUT_OFF = "cut off inside a quoted CSV field";
