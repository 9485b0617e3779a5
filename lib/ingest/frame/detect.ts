/** Which framer a delivery takes: the first bytes say it; what the shipper declared only breaks a tie. */
import { BYTE_ORDER_MARK, type Framer } from "./frame.ts";
import { createJsonArrayFramer } from "./json-array.ts";
import { createLineFramer } from "./lines.ts";

/** @param isJson the content type or the key says JSON */
export function framerFor(firstBlock: Uint8Array, isJson: boolean): Framer {
  return isJsonArray(firstBlock, isJson) ? createJsonArrayFramer() : createLineFramer();
}

/** `[{` begins an array of records; `[2026-…] text` and `[error] text` begin lines. Declared JSON, any `[` begins an array. */
function isJsonArray(block: Uint8Array, isJson: boolean): boolean {
  let at = BYTE_ORDER_MARK.every((byte, n) => block[n] === byte) ? BYTE_ORDER_MARK.length : 0;
  at = skipSpace(block, at);
  if (block[at] !== 0x5b) return false;
  return isJson || block[skipSpace(block, at + 1)] === 0x7b;
}

function skipSpace(block: Uint8Array, from: number): number {
  let at = from;
  while (block[at] === 0x20 || block[at] === 0x0a || block[at] === 0x0d || block[at] === 0x09) at++;
  return at;
}
