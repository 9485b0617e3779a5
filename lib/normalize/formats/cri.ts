/** The container runtimes' own line: `TIME stdout F text`; the text is then a line like any other. */
import { SPACE } from "../characters.ts";
import { createReading } from "../timestamp-reading.ts";
import { scanTime } from "../timestamp-scan.ts";

export interface ContainerLine {
  /** As written. */
  readonly time: string;
  readonly stream: "stdout" | "stderr";
  readonly text: string;
}

/** `2026-11-23T10:00:00.123456789+01:00` */
const LONGEST_TIME = 36;
const reading = createReading();

export function readCri(line: string): ContainerLine | undefined {
  const mark = line.lastIndexOf(" std", LONGEST_TIME);
  if (mark < 0) return undefined;
  const stream = line.startsWith(" stdout ", mark)
    ? "stdout"
    : line.startsWith(" stderr ", mark)
      ? "stderr"
      : undefined;
  const flagAt = mark + 8;
  const flag = line.charAt(flagAt);
  if (stream === undefined || (flag !== "F" && flag !== "P")) return undefined;
  if (flagAt + 1 < line.length && line.charCodeAt(flagAt + 1) !== SPACE) return undefined;
  if (scanTime(line, 0, reading) !== mark) return undefined;
  const text = line.slice(flagAt + 2);
  // An empty line of a container is a line all the same.
  return { time: line.slice(0, mark), stream, text: text.trim() === "" ? line : text };
}
