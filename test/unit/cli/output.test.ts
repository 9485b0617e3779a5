import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { linesOf } from "../../../lib/cli/input.ts";
import { lineWriter } from "../../../lib/cli/output.ts";
import { recordLine } from "../../../lib/cli/record-line.ts";
import type { LogRecord } from "../../../lib/record.ts";
import { inPieces } from "../../support/streams.ts";

const RECORD: LogRecord = {
  "@timestamp": "2026-11-23T10:00:00.000Z",
  message: "paid",
  "event.ingested": "2026-11-23T10:00:01.000Z",
};

test("the writer waits for a reader that is behind", async () => {
  const stream = new PassThrough({ highWaterMark: 1024 });
  const writer = lineWriter(stream);
  const waiting = writer.line("x".repeat(100_000));
  expect(waiting).toBeInstanceOf(Promise);
  let isDone = false;
  const done = waiting?.then(() => {
    isDone = true;
  });
  await new Promise(setImmediate);
  expect(isDone).toBe(false);
  stream.resume();
  await done;
  expect(isDone).toBe(true);
});

test("short lines are held together until the end", async () => {
  const stream = new PassThrough();
  const writer = lineWriter(stream);
  expect(writer.line("a")).toBeUndefined();
  expect(writer.line("b")).toBeUndefined();
  expect(stream.readableLength).toBe(0);
  await writer.end();
  expect(String(stream.read())).toBe("a\nb\n");
});

test.each([1, 2, 3, 100])("lines are cut at byte 0x0A alone, in pieces of %d bytes", async (pieceBytes) => {
  const text = "é\u2028 a\r\n\n日本";
  const lines: string[] = [];
  for await (const line of linesOf(inPieces(Buffer.from(text), pieceBytes))) lines.push(line);
  expect(lines).toEqual(["é\u2028 a\r", "", "日本"]);
});

test("a record is one line, whatever it says to the terminal", () => {
  const message = "a\nb\tc\u001b[31m red \u009b2J";
  expect(recordLine({ ...RECORD, message }, false)).toBe(
    "2026-11-23 10:00:00.000 -     -  a\\nb\\tc\\u001b[31m red \\u009b2J",
  );
});

test("only a terminal gets colours", () => {
  const record: LogRecord = { ...RECORD, "log.level": "error", "service.name": "checkout" };
  expect(recordLine(record, false)).toBe("2026-11-23 10:00:00.000 ERROR checkout  paid");
  expect(recordLine(record, true)).toBe("2026-11-23 10:00:00.000 \u001b[31mERROR\u001b[39m checkout  paid");
});
