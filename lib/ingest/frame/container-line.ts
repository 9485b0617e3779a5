/**
 * Lines as container runtimes write them, looked at as bytes: which stream they are of, and whether the runtime cut them (at 16 KiB).
 * docker: `{"log":"…\n","stream":"stdout","time":"…"}`, a part has no line end. CRI: `TIME stdout P|F text`.
 */
import { withoutEscapeSequences } from "../../normalize/escape-sequences.ts";
import { LOOK_AT_CHARACTERS } from "./trace.ts";

export interface ContainerLine {
  readonly runtime: "docker" | "cri";
  /** Lines of equal ones belong together: stdout or stderr, and of whose container where the line tells. */
  readonly stream: string;
  /** The line goes on in the next of its stream. */
  readonly isPartial: boolean;
  /** The begin of what the application wrote. */
  readonly text: string;
}

const DOCKER_HEAD = Buffer.from('{"log":"');
const DOCKER_STREAM = Buffer.from('","stream":"std');
/** What the runtime itself writes behind the stream: perhaps labels, and the time. */
const DOCKER_TAIL = /^(?:,"attrs":\{.*\})?,"time":"[^"]{0,40}"\}\s*$/;
/** Metadata that a shipper added; of more than so much the stream cannot be told from others. */
const MOST_TAIL_BYTES = 4096;
const BACKSLASH = 0x5c;
const HYPHEN = 0x2d;
const CRI = /^\d{4}-\d\d-\d\dT[\d:.]{8,18}(?:Z|[+-]\d\d:\d\d) (stdout|stderr) ([PF])(?::\S{0,20})? ?/;
/** `2026-11-23T10:00:00.123456789+00:00 stdout F ` and room for tags. */
const CRI_HEAD_BYTES = 80;

export function containerLine(bytes: Buffer): ContainerLine | undefined {
  if (bytes[2] === 0x6c && bytes[3] === 0x6f && bytes[0] === 0x7b) return dockerLine(bytes);
  return bytes[4] === HYPHEN && bytes[10] === 0x54 ? criLine(bytes) : undefined;
}

function dockerLine(bytes: Buffer): ContainerLine | undefined {
  if (!bytes.subarray(0, DOCKER_HEAD.length).equals(DOCKER_HEAD)) return undefined;
  const end = bytes.lastIndexOf(DOCKER_STREAM);
  if (end < DOCKER_HEAD.length - 1) return undefined;
  const name = bytes.toString("latin1", end + DOCKER_STREAM.length, end + DOCKER_STREAM.length + 4);
  if (name !== 'out"' && name !== 'err"') return undefined;
  const tailAt = end + DOCKER_STREAM.length + 4;
  if (bytes.length - tailAt > MOST_TAIL_BYTES) return undefined;
  const tail = bytes.toString("latin1", tailAt);
  const isOwn = DOCKER_TAIL.test(tail);
  const escaped = bytes.toString("latin1", DOCKER_HEAD.length, Math.min(end, DOCKER_HEAD.length + LOOK_AT_CHARACTERS));
  return {
    runtime: "docker",
    stream: isOwn ? name : name + tail,
    // A shipper that adds to the record has mostly taken the line's end away: that says nothing.
    isPartial: isOwn && !endsWithLineFeed(bytes, end),
    text: escaped.replaceAll("\\t", "\t").replaceAll('\\"', '"').replaceAll("\\u001b", "\u001b").replace(/\\n$/, ""),
  };
}

/** `\n`, of which the backslash is not escaped itself. */
function endsWithLineFeed(bytes: Buffer, end: number): boolean {
  if (bytes[end - 1] !== 0x6e) return false;
  let backslashes = 0;
  while (bytes[end - 2 - backslashes] === BACKSLASH) backslashes++;
  return backslashes % 2 === 1;
}

function criLine(bytes: Buffer): ContainerLine | undefined {
  const head = CRI.exec(bytes.toString("latin1", 0, CRI_HEAD_BYTES));
  if (!head) return undefined;
  const from = head[0].length;
  return {
    runtime: "cri",
    stream: head[1] ?? "",
    isPartial: head[2] === "P",
    text: withoutEscapeSequences(bytes.toString("latin1", from, from + LOOK_AT_CHARACTERS)),
  };
}

/** Where the application's text begins in a line of CRI. */
export function criTextAt(line: string): number {
  return CRI.exec(line.slice(0, CRI_HEAD_BYTES))?.[0].length ?? 0;
}

export function isCriPartial(line: string): boolean {
  return CRI.exec(line.slice(0, CRI_HEAD_BYTES))?.[2] === "P";
}
