/** What a framer makes of bytes that come in pieces of one size. */
import type { Framer } from "../../lib/ingest/frame/frame.ts";

export function framesOf(framer: Framer, bytes: Buffer, pieceBytes = bytes.length || 1) {
  const frames = [];
  for (let from = 0; from < bytes.length; from += pieceBytes)
    frames.push(...framer.push(bytes.subarray(from, from + pieceBytes)));
  frames.push(...framer.end());
  return frames.map(({ bytes: own, offsetBytes, fault, piece }) => ({
    text: own.toString(),
    offsetBytes,
    fault,
    piece,
  }));
}
