/** Which framer a delivery takes: the first bytes say it; what the shipper declared only breaks a tie. */
import { namesColumns, splitCsvRow } from "../parse-csv.ts";
import { createCsvFramer } from "./csv.ts";
import { beginsEnvelope, createEnvelopeFramer } from "./envelopes.ts";
import { BYTE_ORDER_MARK, type Framer } from "./frame.ts";
import { createJsonArrayFramer } from "./json-array.ts";
import { createMsgpackFramer, readsAsMsgpack } from "./msgpack.ts";
import { createTextFramer } from "./text.ts";
import { createUtf16Framer } from "./utf16.ts";

/** What the content type or the key says. */
export type DeclaredFormat = "json" | "msgpack" | "csv";

export function framerFor(firstBlock: Buffer, declared?: DeclaredFormat): Framer {
  const [first, second] = firstBlock;
  if (first === 0xff && second === 0xfe) return createUtf16Framer(true, (text) => framerFor(text, declared));
  if (first === 0xfe && second === 0xff) return createUtf16Framer(false, (text) => framerFor(text, declared));
  if (readsAsMsgpack(firstBlock, declared === "msgpack")) return createMsgpackFramer();
  if (isCsv(firstBlock, declared === "csv")) return createCsvFramer();
  if (beginsEnvelope(firstBlock, hasMark(firstBlock) ? BYTE_ORDER_MARK.length : 0)) {
    return createEnvelopeFramer(createTextFramer);
  }
  return isJsonArray(firstBlock, declared === "json") ? createJsonArrayFramer() : createTextFramer();
}

/** A file that is declared CSV, unless its first line is JSON; or one whose first line is a header of at least three names. */
function isCsv(block: Buffer, isDeclared: boolean): boolean {
  const from = skipSpace(block, hasMark(block) ? BYTE_ORDER_MARK.length : 0);
  if (isDeclared) return block[from] !== 0x7b && block[from] !== 0x5b;
  const end = block.subarray(0, LONGEST_HEADER_BYTES).indexOf(0x0a);
  if (end < 0) return false;
  const columns = splitCsvRow(block.toString("utf8", from, end).trimEnd());
  return columns.length >= 3 && namesColumns(columns);
}

const LONGEST_HEADER_BYTES = 4096;

/** What may follow the bracket in an array that was declared one; `[2026-…] text` and `[error] text` are lines all the same. */
const ARRAY_BEGIN = /^\[\s*(?:[[{"\]]|(?:-?\d+(?:\.\d+)?|true|false|null)\s*[,\]])/;
const LOOK_AHEAD_BYTES = 256;

/** `[{` begins an array of records, whatever was declared. */
function isJsonArray(block: Uint8Array, isJson: boolean): boolean {
  const from = skipSpace(block, hasMark(block) ? BYTE_ORDER_MARK.length : 0);
  if (block[from] !== 0x5b) return false;
  if (block[skipSpace(block, from + 1)] === 0x7b) return true;
  return isJson && ARRAY_BEGIN.test(Buffer.from(block.subarray(from, from + LOOK_AHEAD_BYTES)).toString("latin1"));
}

function hasMark(block: Uint8Array): boolean {
  return BYTE_ORDER_MARK.every((byte, n) => block[n] === byte);
}

function skipSpace(block: Uint8Array, from: number): number {
  let at = from;
  while (block[at] === 0x20 || block[at] === 0x0a || block[at] === 0x0d || block[at] === 0x09) at++;
  return at;
}
