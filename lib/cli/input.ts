/** A file or standard input, as a stream. */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { resolve } from "node:path";

export interface Input {
  /** `file:ABSOLUTE PATH`, or `stdin`. */
  readonly origin: string;
  readonly body: AsyncIterable<Uint8Array>;
  /** Undefined for standard input. */
  readonly modifiedMs: number | undefined;
}

/** @param file path; `-` or undefined is standard input. Throws if there is no such file */
export async function openInput(file: string | undefined): Promise<Input> {
  if (file === undefined || file === "-") return { origin: "stdin", body: process.stdin, modifiedMs: undefined };
  const path = resolve(file);
  const { mtimeMs } = await stat(path);
  return {
    origin: `file:${path}`,
    body: createReadStream(path, { highWaterMark: 256 * 1024 }),
    modifiedMs: Math.trunc(mtimeMs),
  };
}

const LINE_FEED = 0x0a;

/** Cut at byte 0x0A alone: a carriage return or U+2028 is part of a line. */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let rest: Uint8Array[] = [];
  for await (const chunk of chunks) {
    let from = 0;
    for (let to = chunk.indexOf(LINE_FEED); to >= 0; to = chunk.indexOf(LINE_FEED, from)) {
      yield textOf([...rest, chunk.subarray(from, to)]);
      rest = [];
      from = to + 1;
    }
    if (from < chunk.length) rest.push(chunk.subarray(from));
  }
  if (rest.length > 0) yield textOf(rest);
}

function textOf(parts: readonly Uint8Array[]): string {
  return Buffer.concat(parts).toString("utf8");
}
