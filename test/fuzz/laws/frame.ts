import assert from "node:assert/strict";
import fc from "fast-check";
import { framerFor } from "../../../lib/ingest/frame/detect.ts";
import { createTextFramer } from "../../../lib/ingest/frame/text.ts";
import { parse } from "../../../lib/ingest/parse.ts";
import { framesOf } from "../../support/frames.ts";
import { anyBytes, damaged, pieceBytes } from "../generate/bytes.ts";
import { fluentdEntry, msgpack, utf16 } from "../generate/encodings.ts";
import { anyText } from "../generate/lines.ts";
import { anyRecord } from "../generate/records.ts";
import { law } from "../law.ts";

const format = fc.constantFrom(undefined, "json", "msgpack", "csv");
const records = fc.array(anyRecord, { maxLength: 4 });
const anything = fc.oneof(
  anyBytes,
  anyText.map((text) => Buffer.from(text)),
  fc.tuple(anyText, fc.boolean()).map(([text, isLittleEndian]) => utf16(text, isLittleEndian)),
  records.map((all) => Buffer.concat(all.map(msgpack))),
  records.map((all) => Buffer.concat(all.map(fluentdEntry))),
  fc.tuple(records, fc.constantFrom(0, 2)).map(([all, indent]) => Buffer.from(JSON.stringify(all, null, indent))),
  anyText.map((text) => Buffer.from(`timestamp,level,message\n${text}`)),
);

const inked = (text: string) => [...text.replaceAll(/[\s,]/g, "")].sort().join("");

export const frameLaws = [
  law(
    "frame: lines give the same records however the bytes come, each ink of them in one record, in order",
    140,
    fc.tuple(damaged(anyText.map((text) => Buffer.from(text))), pieceBytes),
    ([bytes, cut]) => {
      const frames = framesOf(createTextFramer(), bytes);
      assert.deepEqual(framesOf(createTextFramer(), bytes, cut), frames);
      const offsets = frames.map(({ offsetBytes }) => offsetBytes);
      assert.deepEqual(
        offsets,
        offsets.toSorted((a, b) => a - b),
      );
      if (!bytes.subarray(0, 3).equals(MARK))
        assert.equal(inked(frames.map(({ text }) => text).join("")), inked(bytes.toString()));
    },
  ),
  law(
    "frame: bytes of any format, damaged, never throw, and the frames can be read",
    120,
    fc.tuple(damaged(anything), pieceBytes, format),
    ([bytes, cut, declared]) => {
      const frames = framesOf(framerFor(bytes, declared), bytes);
      // The first block decides what UTF-16 holds: there it may not be cut at will.
      if (!isUtf16(bytes)) assert.deepEqual(framesOf(framerFor(bytes, declared), bytes, cutOf(bytes, cut)), frames);
      const framer = framerFor(bytes, declared);
      for (const frame of [...framer.push(bytes), ...framer.end()]) {
        assert.ok(frame.offsetBytes >= 0 && frame.offsetBytes <= bytes.length);
        if (frame.fault === undefined) (frame.parse ?? parse)(frame.bytes);
      }
    },
  ),
];

const MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** Many small pieces of a long value take time that grows with the square: blocks are 64 KiB, and there are few of them. */
function cutOf({ length }: Buffer, wanted: number): number {
  return Math.max(wanted, Math.ceil(length / 60));
}

function isUtf16([first, second]: Buffer): boolean {
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
}
