import assert from "node:assert/strict";
import fc from "fast-check";
import { levelAtHead, levelOf } from "../../../lib/normalize/level.ts";
import { createTextReader } from "../../../lib/normalize/text.ts";
import { timestampOf } from "../../../lib/normalize/timestamp.ts";
import { LEVELS } from "../../../lib/record.ts";
import { DELIVERED_MS } from "../documents.ts";
import { damaged } from "../generate/bytes.ts";
import { anyLine } from "../generate/lines.ts";
import { anyValue } from "../generate/records.ts";
import { law } from "../law.ts";

const zone = fc.constantFrom("UTC", "Europe/Berlin", "America/St_Johns", "Pacific/Apia", "+09:00");
const line = fc.oneof(
  anyLine,
  damaged(anyLine.map((text) => Buffer.from(text))).map((bytes) => bytes.toString()),
);
const timeText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "2026",
        "26",
        "11",
        "23",
        "02",
        "29",
        "30",
        "Nov",
        "November",
        "Mon",
        "T",
        "Z",
        "+02:00",
        "-0330",
        "UTC",
        "CEST",
        "AM",
        "PM",
        "GMT",
        "年",
        "月",
        "日",
        "1795428000",
        "60",
        "59",
        "24",
        "00",
        "99",
      ),
      fc.constantFrom("-", "/", ":", ".", ",", " ", "  ", "[", "]", "_", "'"),
      fc.string({ maxLength: 2 }),
    ),
    { maxLength: 14 },
  )
  .map((parts) => parts.join(""));

export const textLaws = [
  law(
    "text: any line is read, never without a message, and the same whatever was read before it",
    100,
    fc.tuple(fc.array(line, { maxLength: 3 }), line, zone),
    ([before, text, timeZone]) => {
      const context = { zone: timeZone, deliveredMs: DELIVERED_MS };
      const alone = createTextReader(context).read(text);
      const reader = createTextReader(context);
      for (const one of before) reader.read(one);
      assert.deepEqual(reader.read(text), alone);
      // What a line says goes as JSON into the store.
      assert.deepEqual(JSON.parse(JSON.stringify(alone.value)), alone.value);
    },
  ),
  law(
    "timestamp: any value is a whole number of milliseconds or no time",
    65,
    fc.tuple(fc.oneof({ weight: 4, arbitrary: timeText }, { weight: 1, arbitrary: anyValue }), zone),
    ([value, timeZone]) => {
      const ms = timestampOf(value, timeZone, DELIVERED_MS);
      if (ms !== undefined) assert.ok(Number.isSafeInteger(ms), `${ms}`);
    },
  ),
  law("level: any value is one of six levels or none", 20, fc.oneof(anyValue, line), (value) => {
    const levels = [levelOf(value), typeof value === "string" ? levelAtHead(value) : undefined];
    for (const level of levels) assert.ok(level === undefined || LEVELS.includes(level));
  }),
];
