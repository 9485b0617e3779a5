/** Lines of text and JSON, by turns in one delivery if they come so: what belongs together is one frame. */
import { beginsEnvelope, unwrapFrame } from "./envelopes.ts";
import type { Frame, Framer } from "./frame.ts";
import { createLineFramer } from "./lines.ts";
import { createObjectLines } from "./object-lines.ts";
import { createStreams } from "./streams.ts";

export function createTextFramer(): Framer {
  const lines = createLineFramer();
  let frames: Frame[] = [];
  const records = createObjectLines(createStreams(give));

  function give(frame: Frame): void {
    if (frame.parse || frame.piece !== undefined || frame.fault !== undefined || !beginsEnvelope(frame.bytes))
      frames.push(frame);
    else frames.push(...unwrapFrame(frame));
  }

  function taken(): Frame[] {
    const given = frames;
    frames = [];
    return given;
  }

  return {
    push(block) {
      for (const line of lines.push(block)) records.add(line);
      return taken();
    },
    end(cutReason) {
      for (const line of lines.end(cutReason)) records.add(line);
      records.flush();
      return taken();
    },
  };
}
