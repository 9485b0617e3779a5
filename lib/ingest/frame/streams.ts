/**
 * Lines that belong together become one frame: the parts of a line that a container runtime cut, and the lines of a stack trace. Only
 * lines of the same stream join; what the other stream wrote in between keeps its own frames.
 */
import { withoutEscapeSequences } from "../../normalize/escape-sequences.ts";
import { parseCriLines, parseDockerLines } from "../parse-container.ts";
import { type ContainerLine, containerLine } from "./container-line.ts";
import { type Frame, MAX_FRAME_BYTES, MAX_LAG_BYTES } from "./frame.ts";
import { createPieces, type Pieces } from "./pieces.ts";
import { joinLines, MOST_LINES, type Stage } from "./stage.ts";
import { beginsRecord, beginTrace, continueTrace, LOOK_AT_CHARACTERS, type TraceState } from "./trace.ts";

const OPEN_OBJECT = 0x7b;
const PLAIN = "plain";

/** The next line of a trace is worth waiting for so long; the rest of a cut line must come. */
const TRACE_LAG_BYTES = MAX_LAG_BYTES / 8;

interface Open {
  readonly beginBytes: number;
  /** Where its last line begins. */
  lastBytes: number;
  lines: Frame[];
  heldBytes: number;
  readonly runtime: ContainerLine["runtime"] | undefined;
  /** What continueTrace looks at of its first line; read when it is asked for. */
  head: string | undefined;
  readonly first: Buffer;
  trace: TraceState;
  isPartial: boolean;
  /** Of a record that is too long: very few are. */
  pieces: Pieces | undefined;
}

export function createStreams(output: (frame: Frame) => void): Stage {
  const { give, drain } = createOrder(output);
  /** The record that each stream has under way. */
  const streams = new Map<string, Open>();
  /** The one stream whose record is given in pieces: those of two would mingle. */
  let cutting: string | undefined;

  function close(key: string, open: Open): void {
    streams.delete(key);
    if (cutting === key) cutting = undefined;
    giveLines(open);
    drain(earliest());
  }

  /** Where the first record begins of which nothing was given yet. */
  function earliest(): number {
    let begin = Number.POSITIVE_INFINITY;
    for (const { beginBytes, pieces } of streams.values()) if (!pieces?.isOpen) begin = Math.min(begin, beginBytes);
    return begin;
  }

  function giveLines(open: Open): void {
    const [first] = open.lines;
    if (!first) return;
    const joined = joinLines(open.lines, first);
    const frame = open.lines.length > 1 && open.runtime ? { ...joined, parse: PARSERS[open.runtime] } : joined;
    open.lines = [];
    open.heldBytes = 0;
    give(open.pieces?.isOpen ? open.pieces.add(frame) : frame, open.beginBytes);
  }

  function closeAll(): void {
    for (const [key, open] of streams) close(key, open);
  }

  function append(key: string, open: Open, frame: Frame, isPartial: boolean): void {
    open.lines.push(frame);
    open.lastBytes = frame.offsetBytes;
    open.heldBytes += frame.bytes.length + 1;
    open.isPartial = isPartial;
    if (open.heldBytes < MAX_FRAME_BYTES && open.lines.length < MOST_LINES) return;
    const other = cutting === undefined || cutting === key ? undefined : streams.get(cutting);
    if (other && cutting !== undefined) close(cutting, other);
    cutting = key;
    const [first] = open.lines;
    if (!first) return;
    const joined = joinLines(open.lines, first);
    open.pieces ??= createPieces();
    give(open.pieces.add(open.runtime ? { ...joined, parse: PARSERS[open.runtime] } : joined), open.beginBytes);
    open.lines = [];
    open.heldBytes = 0;
    drain(earliest());
  }

  function take(key: string, frame: Frame, line: ContainerLine | undefined): void {
    const open = streams.get(key);
    // Most lines begin with a time or a bracket: that is all there is to know, unless a trace is under way.
    const isPlain = line === undefined && beginsRecord(frame.bytes[0]) && (!open || open.trace === "text");
    const text = isPlain ? undefined : (line?.text ?? lookAt(frame.bytes));
    if (open) {
      const trace = open.isPartial ? open.trace : continued(open, text);
      if (trace !== undefined) {
        open.trace = trace;
        append(key, open, frame, line?.isPartial ?? false);
        return;
      }
      close(key, open);
    }
    const begun: Open = {
      beginBytes: frame.offsetBytes,
      lastBytes: frame.offsetBytes,
      lines: [],
      heldBytes: 0,
      runtime: line?.runtime,
      head: text,
      first: frame.bytes,
      trace: text === undefined ? "text" : beginTrace(text),
      isPartial: false,
      pieces: undefined,
    };
    streams.set(key, begun);
    append(key, begun, frame, line?.isPartial ?? false);
  }

  function closeLate(offsetBytes: number): void {
    for (const [key, open] of streams) {
      // The one that is cut begins where its next piece does.
      const begin = open.pieces?.isOpen ? (open.lines[0]?.offsetBytes ?? offsetBytes) : open.beginBytes;
      const isQuiet = !open.isPartial && open.lastBytes < offsetBytes - TRACE_LAG_BYTES;
      if (isQuiet || begin < offsetBytes - MAX_LAG_BYTES) close(key, open);
    }
  }

  return {
    add(frame) {
      if (frame.piece !== undefined || frame.fault !== undefined) {
        closeAll();
        output(frame);
        return;
      }
      if (streams.size > 0) closeLate(frame.offsetBytes);
      const line = containerLine(frame.bytes);
      if (line) return take(`${line.runtime}:${line.stream}`, frame, line);
      if (frame.bytes[0] !== OPEN_OBJECT) return take(PLAIN, frame, undefined);
      const open = streams.get(PLAIN);
      if (open) close(PLAIN, open);
      if (streams.size === 0) output(frame);
      else give(frame, frame.offsetBytes);
    },
    flush: closeAll,
  };
}

/** @param text undefined for a line that begins a record whatever stands before */
function continued(open: Open, text: string | undefined): TraceState | undefined {
  if (text === undefined) return undefined;
  open.head ??= lookAt(open.first);
  return continueTrace(open.trace, text, open.head);
}

function lookAt(bytes: Buffer): string {
  return withoutEscapeSequences(bytes.toString("latin1", 0, LOOK_AT_CHARACTERS));
}

const PARSERS = { cri: parseCriLines, docker: parseDockerLines } as const;

/** Frames in the order that their records begin in: those that are complete wait for an open one that began before. */
function createOrder(output: (frame: Frame) => void) {
  const waiting: { readonly frame: Frame; readonly beginBytes: number }[] = [];
  return {
    give(frame: Frame, beginBytes: number): void {
      let at = waiting.length;
      while (at > 0 && (waiting[at - 1]?.beginBytes ?? 0) > beginBytes) at--;
      waiting.splice(at, 0, { frame, beginBytes });
    },
    /** @param earliestBytes where the first open record begins */
    drain(earliestBytes: number): void {
      let count = 0;
      for (const { frame, beginBytes } of waiting) {
        if (beginBytes >= earliestBytes) break;
        output(frame);
        count++;
      }
      waiting.splice(0, count);
    },
  };
}
