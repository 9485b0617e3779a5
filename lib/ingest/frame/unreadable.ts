/** Bytes that are no text at all: kept as they came, in pieces, none of them a record. */
import { type Framer, MAX_FRAME_BYTES } from "./frame.ts";

export function createUnreadableFramer(fault: string): Framer {
  let pieces: Buffer[] = [];
  let heldBytes = 0;
  let offsetBytes = 0;

  function flush() {
    const frame = { bytes: Buffer.concat(pieces, heldBytes), offsetBytes, fault };
    offsetBytes += heldBytes;
    pieces = [];
    heldBytes = 0;
    return [frame];
  }

  return {
    push(block) {
      pieces.push(block);
      heldBytes += block.length;
      return heldBytes >= MAX_FRAME_BYTES ? flush() : [];
    },
    end: () => (heldBytes > 0 ? flush() : []),
  };
}
