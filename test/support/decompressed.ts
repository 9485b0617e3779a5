/** What decompress makes of bytes: its content as one text, and the reasons of its faults. */
import { readFileSync } from "node:fs";
import type { Declared } from "../../lib/ingest/decompress/declared.ts";
import { DEFAULT_LIMITS, type DecompressLimits } from "../../lib/ingest/decompress/limits.ts";
import { decompress } from "../../lib/ingest/decompress/run.ts";
import { collect, inPieces } from "./streams.ts";

interface Given extends Declared {
  /** As a network cuts them. */
  readonly pieceBytes?: number | undefined;
  readonly limits?: Partial<DecompressLimits>;
}

export interface Decompressed {
  readonly text: string;
  readonly faults: readonly string[];
  readonly isCut: boolean;
}

export async function decompressed(bytes: Uint8Array, given: Given = {}): Promise<Decompressed> {
  const faults: string[] = [];
  let isCut = false;
  const limits = { ...DEFAULT_LIMITS, ...given.limits };
  const content = decompress(inPieces(bytes, given.pieceBytes), given, limits, (fault) => {
    faults.push(fault.reason);
    isCut ||= fault.isCut;
  });
  return { text: (await collect(content)).toString("latin1"), faults, isCut };
}

export const whole = (text: string): Decompressed => ({ text, faults: [], isCut: false });

/** A line of its own for each n: what is missing or doubled shows. */
export const linesOf = (count: number): string =>
  Array.from({ length: count }, (_, n) => `line ${n * 7919}\n`).join("");

export const compressedFixture = (name: string): Buffer =>
  readFileSync(new URL(`../fixtures/compressed/${name}`, import.meta.url));
