/**
 * How bytes are compressed: magic bytes decide; only what has none is believed to Content-Encoding or the key's suffix, which shippers and
 * proxies leave out or get wrong, and only after a trial. Text is never taken for anything else.
 */
import { inflateSync } from "node:zlib";
import { decodeSnappyBlock } from "./snappy-block.ts";
import { isSnappyFramed } from "./snappy-framed.ts";
import { isZlibHeader } from "./zlib.ts";
import { isFrame, isSkippable } from "./zstd-frame.ts";

export type Format = "gzip" | "zstd" | "zlib" | "deflate" | "framed snappy" | "snappy";

export type Detected =
  | { readonly kind: "plain" }
  | { readonly kind: "compressed"; readonly format: Format }
  /** Known, and not read. */
  | { readonly kind: "refused"; readonly format: string };

/** Compressed without magic bytes. */
export type Hint = "deflate" | "snappy";

/** Of the first bytes so many are looked at: what chance makes valid is found out within a few. */
export const HEAD_BYTES = 512;

/**
 * @param head the first HEAD_BYTES, or all there are
 * @param isAll nothing follows them
 */
export function detect(head: Buffer, isAll: boolean, hint: Hint | undefined): Detected {
  if (head[0] === 0x1f && head[1] === 0x8b) return compressed("gzip");
  if (isFrame(head) || isSkippable(head)) return compressed("zstd");
  if (isSnappyFramed(head)) return compressed("framed snappy");
  const refused = REFUSED.find(({ magic }) => head.subarray(0, magic.length).equals(magic));
  if (refused) return { kind: "refused", format: refused.format };
  if (isZlib(head, isAll)) return compressed("zlib");
  if (hint === undefined) return { kind: "plain" };
  if (hint === "deflate") {
    // No encoder's deflate is text, short as it may be: its last byte, its first or one between them is a control character.
    if (isText(head)) return { kind: "plain" };
    return compressed(isZlibHeader(head) ? "zlib" : "deflate");
  }
  // Snappy of a few letters may be text.
  const isSnappy = isAll && head.length > 0 && decodeSnappyBlock(head, HEAD_BYTES * 22).problem === undefined;
  return isSnappy || !isText(head) ? compressed("snappy") : { kind: "plain" };
}

function compressed(format: Format): Detected {
  return { kind: "compressed", format };
}

const REFUSED = [
  // "BZh" and a digit may begin a text: the number pi behind it does not.
  ...Array.from("123456789", (level) => ({ format: "bzip2", magic: Buffer.from(`BZh${level}1AY&SY`) })),
  { format: "xz", magic: Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]) },
  { format: "lz4", magic: Buffer.from([0x04, 0x22, 0x4d, 0x18]) },
  { format: "lz4", magic: Buffer.from([0x02, 0x21, 0x4c, 0x18]) },
  { format: "zip", magic: Buffer.from([0x50, 0x4b, 0x03, 0x04]) },
  { format: "7z", magic: Buffer.from([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]) },
  { format: "lzip", magic: Buffer.from([0x4c, 0x5a, 0x49, 0x50, 0x01]) },
  { format: "compress (.Z)", magic: Buffer.from([0x1f, 0x9d]) },
  { format: "xerial snappy", magic: Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00]) },
];

/** Zlib's two header bytes may be ordinary text (`x^`): what follows must prove them. */
function isZlib(head: Buffer, isAll: boolean): boolean {
  if (!isZlibHeader(head)) return false;
  const trial = tryInflate(head);
  return trial === "whole" || (trial === "begun" && (!isAll || !isText(head)));
}

/** `whole`: up to its proper end; `begun`: no byte is wrong, but the end is not there. */
function tryInflate(head: Buffer): "whole" | "begun" | "no" {
  try {
    inflateSync(head);
    return "whole";
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "Z_BUF_ERROR" ? "begun" : "no";
  }
}

/** UTF-8 without control characters but white space, escape and backspace; or UTF-16 with its mark. */
function isText(head: Buffer): boolean {
  const mark = head.length >= 2 ? head.readUInt16BE(0) : 0;
  if (mark === 0xfeff || mark === 0xfffe) return true;
  for (const byte of head) {
    const isControl = byte < 0x20 && !(byte >= 0x08 && byte <= 0x0d) && byte !== 0x1b;
    if (isControl || byte === 0x7f) return false;
  }
  try {
    // The last character may be cut.
    new TextDecoder("utf-8", { fatal: true }).decode(head, { stream: true });
    return true;
  } catch {
    return false;
  }
}
