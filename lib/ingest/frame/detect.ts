/** Which framer a delivery takes: the first bytes say it; what the shipper declared only breaks a tie. */
import { BYTE_ORDER_MARK, type Framer } from "./frame.ts";
import { createJsonArrayFramer } from "./json-array.ts";
import { createLineFramer } from "./lines.ts";
import { createMsgpackFramer, readsAsMsgpack } from "./msgpack.ts";
import { createUnreadableFramer } from "./unreadable.ts";

/** What the content type or the key says. */
export type DeclaredFormat = "json" | "msgpack" | "csv";

export function framerFor(firstBlock: Buffer, declared?: DeclaredFormat): Framer {
  const binary = binaryFormatOf(firstBlock);
  if (binary !== undefined) return createUnreadableFramer(`undecodable: ${binary} is not taken`);
  if (readsAsMsgpack(firstBlock, declared === "msgpack")) return createMsgpackFramer();
  return isJsonArray(firstBlock, declared === "json") ? createJsonArrayFramer() : createLineFramer();
}

/** What would otherwise be cut into lines of rubbish that look like records. */
function binaryFormatOf([first = 0, second = 0, third = 0, fourth = 0]: Uint8Array): string | undefined {
  if (first === 0x28 && second === 0xb5 && third === 0x2f && fourth === 0xfd) return "zstd";
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return "UTF-16";
  return undefined;
}

/** What may follow the bracket in an array that was declared one; `[2026-…] text` and `[error] text` are lines all the same. */
const ARRAY_BEGIN = /^\[\s*(?:[[{"\]]|(?:-?\d+(?:\.\d+)?|true|false|null)\s*[,\]])/;
const LOOK_AHEAD_BYTES = 256;

/** `[{` begins an array of records, whatever was declared. */
function isJsonArray(block: Uint8Array, isJson: boolean): boolean {
  const hasMark = BYTE_ORDER_MARK.every((byte, n) => block[n] === byte);
  const from = skipSpace(block, hasMark ? BYTE_ORDER_MARK.length : 0);
  if (block[from] !== 0x5b) return false;
  if (block[skipSpace(block, from + 1)] === 0x7b) return true;
  return isJson && ARRAY_BEGIN.test(Buffer.from(block.subarray(from, from + LOOK_AHEAD_BYTES)).toString("latin1"));
}

function skipSpace(block: Uint8Array, from: number): number {
  let at = from;
  while (block[at] === 0x20 || block[at] === 0x0a || block[at] === 0x0d || block[at] === 0x09) at++;
  return at;
}
