import { expect, test } from "vitest";
import { readKlog } from "../../../../lib/normalize/formats/klog.ts";

const context = { zone: "UTC", deliveredMs: Date.parse("2027-01-01T00:05:00Z") };

test("klog's letter is the level, and its year is that of the arrival", () => {
  expect(readKlog("W1231 23:59:59.500000       7 node.go:9] text", context)).toEqual({
    "@timestamp": Date.parse("2026-12-31T23:59:59.500Z"),
    "log.level": "warn",
    "log.logger": "node.go:9",
    pid: "7",
    message: "text",
  });
});

test("glog with a year", () => {
  expect(readKlog("E20261123 10:00:00.000000 140 a.cc:42] text", context)).toMatchObject({
    "@timestamp": Date.parse("2026-11-23T10:00:00Z"),
    "log.level": "error",
  });
});

test.each([
  "E1123 is a room number",
  "E1123 10:00:00 7 text",
  "I am not klog",
  "X1123 10:00:00.0 7 a.go:1] x",
  "E1331 10:00:00.0 7 a.go:1] x",
])("%j is no klog", (line) => {
  expect(readKlog(line, context)).toBeUndefined();
});
