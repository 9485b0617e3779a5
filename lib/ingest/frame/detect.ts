/** Which framer a delivery takes: the first bytes say it; what the shipper declared only breaks a tie. */
import type { FileFormat } from "../../normalize/formats/names.ts";
import { namesColumns, splitCsvRow } from "../parse-csv.ts";
import { createCsvFramer } from "./csv.ts";
import { beginsEnvelope, createEnvelopeFramer } from "./envelopes.ts";
import { BYTE_ORDER_MARK, type Framer } from "./frame.ts";
import { createJsonArrayFramer } from "./json-array.ts";
import { createMsgpackFramer, readsAsMsgpack } from "./msgpack.ts";
import { createTextFramer } from "./text.ts";
import { createUtf16Framer } from "./utf16.ts";

export type Framing = "utf-16" | "msgpack" | "csv" | "envelopes" | "json-array" | "lines";

/** @param declared what a rule, the content type or the key says */
export function framerFor(firstBlock: Buffer, declared?: FileFormat): Framer {
  switch (framingOf(firstBlock, declared)) {
    case "utf-16":
      return createUtf16Framer(firstBlock[0] === 0xff, (text) => framerFor(text, declared));
    case "msgpack":
      return createMsgpackFramer();
    case "csv":
      return createCsvFramer();
    case "envelopes":
      return createEnvelopeFramer(createTextFramer);
    case "json-array":
      return createJsonArrayFramer();
    case "lines":
      return createTextFramer();
  }
}

export function framingOf(firstBlock: Buffer, declared?: FileFormat): Framing {
  const [first, second] = firstBlock;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return "utf-16";
  if (readsAsMsgpack(firstBlock, declared === "msgpack")) return "msgpack";
  if (isCsv(firstBlock, declared === "csv")) return "csv";
  if (beginsEnvelope(firstBlock, hasMark(firstBlock) ? BYTE_ORDER_MARK.length : 0)) return "envelopes";
  return isJsonArray(firstBlock, declared === "json") ? "json-array" : "lines";
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
