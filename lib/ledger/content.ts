/** Length and checksum of the uncompressed bytes of a delivery: enough to tell equal content where only a metric depends on it. */
import { crc32 } from "node:zlib";

export interface ContentDigest {
  add(block: Uint8Array): void;
  /** There is no more: without it the digest is of a part. */
  end(): void;
  /** Undefined until the end. */
  readonly value: string | undefined;
}

export function createContentDigest(): ContentDigest {
  let checksum = 0;
  let bytes = 0;
  let isWhole = false;
  return {
    add(block) {
      checksum = crc32(block, checksum);
      bytes += block.length;
    },
    end() {
      isWhole = true;
    },
    get value() {
      return isWhole ? `${bytes}-${checksum.toString(16)}` : undefined;
    },
  };
}
