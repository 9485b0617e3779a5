/** What is wrong with compressed bytes: told as a value. All that was decoded before it counts. */

export interface Fault {
  readonly reason: string;
  /** The content ends here in the midst of something; else what was given is whole. */
  readonly isCut: boolean;
}

/** A fault where a decoder found it. */
export interface FaultAt extends Fault {
  /** Of the decoder's input. */
  readonly atByte: number;
}

/** What every decoder gives: content, and what is wrong once all that could be decoded was given. */
export type Decoded = AsyncGenerator<Buffer, readonly FaultAt[]>;

/** Wrong checksums: the content counts, and one fault tells of all, however many there are. */
export interface ChecksumFaults {
  add(atByte: number): void;
  readonly faults: readonly FaultAt[];
}

/** @param unit what carries a checksum: `member`, `frame`, `chunk` */
export function createChecksumFaults(unit: string): ChecksumFaults {
  let count = 0;
  let firstAt = 0;
  return {
    add(atByte) {
      if (count === 0) firstAt = atByte;
      count++;
    },
    get faults() {
      if (count === 0) return [];
      const reason = count === 1 ? "wrong checksum" : `wrong checksum in ${count} ${unit}s, the first of them`;
      return [{ reason, atByte: firstAt, isCut: false }];
    },
  };
}
