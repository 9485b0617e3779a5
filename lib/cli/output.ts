/** Lines on standard output, with back-pressure: who reads slowly slows us down instead of filling our memory. */
import { once } from "node:events";
import type { Writable } from "node:stream";

export interface LineWriter {
  /** Await what it gives, if it gives something: then the reader is behind. */
  line(text: string): Promise<void> | undefined;
  /** To be awaited at the end: until then lines may be held back. */
  end(): Promise<void>;
}

const HELD_CHARACTERS = 64 * 1024;

export function lineWriter(stream: Writable = process.stdout): LineWriter {
  let held = "";

  async function flush(): Promise<void> {
    const text = held;
    held = "";
    if (text !== "" && !stream.write(text)) await once(stream, "drain");
  }

  return {
    line(text) {
      held += `${text}\n`;
      return held.length < HELD_CHARACTERS ? undefined : flush();
    },
    end: flush,
  };
}
