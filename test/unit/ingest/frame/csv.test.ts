import fc from "fast-check";
import { expect, test } from "vitest";
import { framerFor } from "../../../../lib/ingest/frame/detect.ts";
import type { Frame } from "../../../../lib/ingest/frame/frame.ts";
import { parse } from "../../../../lib/ingest/parse.ts";
import { splitCsvRow } from "../../../../lib/ingest/parse-csv.ts";

function recordsOf(text: string, declared?: "csv", pieceBytes = 1 << 16) {
  const bytes = Buffer.from(text);
  const framer = framerFor(bytes, declared);
  const frames: Frame[] = [];
  for (let from = 0; from < bytes.length; from += pieceBytes)
    frames.push(...framer.push(bytes.subarray(from, from + pieceBytes)));
  frames.push(...framer.end());
  return frames.map((frame) => {
    const parsed = frame.parse?.(frame.bytes) ?? parse(frame.bytes);
    return parsed.kind === "object" ? parsed.value : parsed;
  });
}

test("the header names the fields; quotes, line ends in quotes and ragged rows are taken", () => {
  const rows = [
    "timestamp,level,message",
    '1,INFO,"a, ""b""\nc"',
    "2,WARN",
    "3,ERROR,x,more",
    "",
    "4,,y",
    '5,INFO,a 5" disk',
  ];
  expect(recordsOf(rows.join("\r\n").replace("\nc", "\nc"))).toEqual([
    { timestamp: "1", level: "INFO", message: 'a, "b"\nc' },
    { timestamp: "2", level: "WARN" },
    { timestamp: "3", level: "ERROR", message: "x", column_4: "more" },
    { timestamp: "4", message: "y" },
    { timestamp: "5", level: "INFO", message: 'a 5" disk' },
  ]);
});

test("rows without a header are told apart by what they look like, where CSV is declared", () => {
  expect(recordsOf('"2026-11-23 10:00:00","INFO","app1","user logged in"\n', "csv")).toEqual([
    { timestamp: "2026-11-23 10:00:00", level: "INFO", column_3: "app1", message: "user logged in" },
  ]);
});

test("text with commas is no CSV", () => {
  expect(recordsOf("it failed, and time, level, all is lost\nnext\n")).toMatchObject([
    { kind: "text" },
    { kind: "text" },
  ]);
});

test("a quote that is never closed takes a bounded part with it", () => {
  const rows = `time,level,message\n1,INFO,"open\n${"2,INFO,x\n".repeat(200_000)}`;
  expect(recordsOf(rows).length).toBeGreaterThan(80_000);
});

test("any fields come back as they were, however the bytes are cut", () => {
  const field = fc.string({ unit: fc.constantFrom("a", '"', ",", "\n", "\r", "é"), maxLength: 6 });
  fc.assert(
    fc.property(fc.array(field, { minLength: 2, maxLength: 5 }), fc.integer({ min: 1, max: 9 }), (fields, cut) => {
      const row = fields.map((one) => `"${one.replaceAll('"', '""')}"`).join(",");
      expect(splitCsvRow(row)).toEqual(fields);
      const header = `time,${fields.map((_, n) => `f${n}`).join(",")}`;
      const expected = Object.fromEntries([["time", "1"], ...fields.map((one, n) => [`f${n}`, one] as const)]);
      const filled = Object.fromEntries(Object.entries(expected).filter(([, one]) => one !== ""));
      expect(recordsOf(`${header}\n1,${row}\n1,${row}\n`, "csv", cut)).toEqual([filled, filled]);
    }),
  );
});
