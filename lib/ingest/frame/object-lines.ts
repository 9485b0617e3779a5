/**
 * JSON objects over several lines, as pretty-printers write them, become one frame each. Confirmed line by line: where a line cannot go
 * on with the object, the lines are given as they came.
 */
import { type Frame, MAX_FRAME_BYTES } from "./frame.ts";
import { createJsonScanner, type JsonScanner, nextObjectAt } from "./json-scan.ts";
import { createPieces } from "./pieces.ts";
import { joinLines, MOST_LINES, type Stage } from "./stage.ts";

const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
/** What a further line of an object may begin with: white space, a name or text, the end of something, `[`, a comma. */
const GOES_ON = new Set(' \t"}][,'.split("").map((character) => character.charCodeAt(0)));

export function createObjectLines(next: Stage): Stage {
  let lines: Frame[] = [];
  let heldBytes = 0;
  let scanner: JsonScanner = createJsonScanner();
  const pieces = createPieces();

  function isOpen(): boolean {
    return lines.length > 0 || pieces.isOpen;
  }

  function give(): void {
    const [first] = lines;
    if (first) {
      const frame = joinLines(lines, first);
      next.add(pieces.isOpen ? pieces.add(frame) : frame);
    }
    restart();
  }

  /** They are no object after all. */
  function release(): void {
    if (pieces.isOpen) {
      give();
      return;
    }
    const held = lines;
    restart();
    for (const line of held) next.add(line);
  }

  function restart(): void {
    lines = [];
    heldBytes = 0;
    scanner = createJsonScanner();
    pieces.close();
  }

  function hold(frame: Frame): void {
    lines.push(frame);
    heldBytes += frame.bytes.length + 1;
    const [first] = lines;
    if ((heldBytes < MAX_FRAME_BYTES && lines.length < MOST_LINES) || !first) return;
    next.add(pieces.add(joinLines(lines, first)));
    lines = [];
    heldBytes = 0;
  }

  /** @param frame begins with an object, or goes on with the one that is open */
  function consume(frame: Frame): void {
    const { bytes, offsetBytes } = frame;
    const end = scanner.scan(bytes, 0);
    if (scanner.isBroken || scanner.isInString) {
      lines.push(frame);
      release();
      return;
    }
    if (end < 0) {
      hold(frame);
      return;
    }
    const following = nextObjectAt(bytes, end);
    if (following >= 0 || (isOpen() && !endsWithObject(bytes, end))) {
      lines.push({ bytes: bytes.subarray(0, end), offsetBytes });
      give();
      const from = following >= 0 ? following : end;
      const rest = { bytes: bytes.subarray(from), offsetBytes: offsetBytes + from };
      if (following >= 0) consume(rest);
      else next.add(rest);
      return;
    }
    lines.push(frame);
    give();
  }

  return {
    add(frame) {
      const { bytes } = frame;
      if (frame.piece !== undefined || frame.fault !== undefined) {
        release();
        next.add(frame);
        return;
      }
      if (isOpen()) {
        if (GOES_ON.has(bytes[0] ?? 0)) {
          consume(frame);
          return;
        }
        release();
      }
      if (bytes[0] === OPEN_OBJECT && !endsWithObject(bytes, 0)) consume(frame);
      else next.add(frame);
    },
    flush() {
      const [first] = lines;
      if (first && lines.length > 1 && !pieces.isOpen) {
        next.add({ ...joinLines(lines, first), fault: CUT_OFF });
        restart();
      } else release();
      next.flush();
    },
  };
}

/** Whether the last thing from there on is the end of an object, or nothing is. */
function endsWithObject(bytes: Buffer, from: number): boolean {
  let at = bytes.length - 1;
  while (at >= from && (bytes[at] === 0x20 || bytes[at] === 0x09 || bytes[at] === 0x2c)) at--;
  return at < from || bytes[at] === CLOSE_OBJECT;
}

const CUT_OFF = "cut off inside a JSON object";
