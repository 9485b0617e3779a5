/**
 * The id of a record is a pure function of its delivery's scope, of the uncompressed bytes up to the end of the block that
 * it begins in, and of its place in that block. So a redelivery and a shipper's retry meet their twins (compressed bytes
 * may differ: Fluentd's gzip header carries the time), and other content under the same key does not.
 */
import { createHash, hash } from "node:crypto";

/** Part of every id ever stored: another size is another identity. */
export const BLOCK_BYTES = 64 * 1024;

export interface Identifier {
  /** Takes the next block: BLOCK_BYTES long, only the last may be shorter. */
  absorb(block: Uint8Array): void;
  /** The id of the next record, which begins at this uncompressed byte. Records come in order. At most 36 characters. */
  idAt(offsetBytes: number): string;
  /** The id of the n-th thing that is wrong with the delivery as a whole. */
  idOfEnd(n: number): string;
}

export function createIdentifier(scope: string): Identifier {
  let link = hash("sha256", scope, "buffer");
  /** Prefixes of blocks from `firstKept` on: a record may begin some blocks before the one that ends it. */
  let prefixes: string[] = [];
  let firstKept = 0;
  let block = -1;
  let ordinal = 0;

  return {
    absorb(bytes) {
      link = createHash("sha256").update(link).update(bytes).digest();
      prefixes.push(prefixOf(link));
    },
    idAt(offsetBytes) {
      const at = Math.floor(offsetBytes / BLOCK_BYTES);
      if (at !== block) {
        prefixes = prefixes.slice(at - firstKept);
        firstKept = at;
        block = at;
        ordinal = 0;
      }
      const prefix = prefixes[0];
      if (prefix === undefined) throw new RangeError(`byte ${offsetBytes} lies in a block that was not absorbed`);
      return `${prefix}-${(ordinal++).toString(36)}`;
    },
    idOfEnd: (n) => `${prefixOf(link)}-end-${n}`,
  };
}

/**
 * The id of a record that its shipper has named: `_bulk` with `_id`, CloudWatch Logs events.
 * @param names what makes it unique, from the protocol on
 */
export function idOfNamed(...names: readonly string[]): string {
  // JSON keeps the parts apart.
  return prefixOf(hash("sha256", JSON.stringify(names), "buffer"));
}

/** 144 bits: a collision among 10^15 records has odds of 1 to 10^13. */
function prefixOf(link: Buffer): string {
  return link.toString("base64url", 0, 18);
}
