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
  /** Where the next id would be counted: createIdentifier goes on from there. */
  readonly place: IdPlace;
  /** The id of the n-th thing that is wrong with the delivery as a whole. */
  idOfEnd(n: number): string;
}

/** The block that the last record began in, and how many began there. Before the first record the block is -1. */
export interface IdPlace {
  readonly block: number;
  readonly ordinal: number;
}

/** @param from of an identifier that gave the ids up to there; the blocks must be absorbed all the same, from the first one on */
export function createIdentifier(scope: string, from: IdPlace = { block: -1, ordinal: 0 }): Identifier {
  let link = hash("sha256", scope, "buffer");
  /** Prefixes of blocks from `firstKept` on: a record may begin some blocks before the one that ends it. */
  let prefixes: string[] = [];
  let firstKept = Math.max(0, from.block);
  let { block, ordinal } = from;
  let absorbed = 0;

  return {
    absorb(bytes) {
      link = createHash("sha256").update(link).update(bytes).digest();
      if (absorbed++ >= firstKept) prefixes.push(prefixOf(link));
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
    get place() {
      return { block, ordinal };
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
