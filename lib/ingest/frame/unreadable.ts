/** Bytes that are no text at all: kept as they came, in pieces, the first of which counts. */
import { type Framer, MAX_FRAME_BYTES } from "./frame.ts";
import { createPieces } from "./pieces.ts";

export function createUnreadableFramer(fault: string): Framer {
  const pieces = createPieces();
  let held: Buffer[] = [];
  let heldBytes = 0;
  let offsetBytes = 0;

  function flush() {
    const frame = { bytes: Buffer.concat(held, heldBytes), offsetBytes, fault };
    offsetBytes += heldBytes;
    held = [];
    heldBytes = 0;
    return [pieces.add(frame)];
  }

  return {
    push(block) {
      held.push(block);
      heldBytes += block.length;
      return heldBytes >= MAX_FRAME_BYTES ? flush() : [];
    },
    end: () => (heldBytes > 0 ? flush() : []),
  };
}
