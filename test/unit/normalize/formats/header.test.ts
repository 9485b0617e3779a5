/** Which lines have a header, and where it ends; further lines of many kinds, made up. */
import { expect, test } from "vitest";
import { at, type Expected, read, TEN } from "./header-lines.ts";

const FURTHER: readonly Expected[] = [
  ["<2026-11-23 10:00:00> ERROR refused", TEN, "error", undefined, "refused"],
  ["11-23 10:00:00.936  1702 14638 I chatty  : uid=1000 expire", at("936"), "info", "chatty", "uid=1000 expire"],
  ["[11.23 10:00:00] Some Mail.exe - a.example:443 open", TEN, undefined, "Some Mail.exe", "a.example:443 open"],
  ["2026-11-23 10:00:00,123 [7] WARN  Example.Service [(null)] - slow", at("123"), "warn", "Example.Service", "slow"],
  ["Nov 23 10:00:00 web-1 Some Program[14463]: Unable to start", TEN, undefined, undefined, "Unable to start"],
  [
    "Nov 23 10:00:00 web-1 Authentication failure: no user",
    TEN,
    undefined,
    undefined,
    "Authentication failure: no user",
  ],
];

test.each(FURTHER)("%s", (line, time, level, logger, message) => {
  expect(read(line)).toEqual({ time, level, logger, message });
});

test.each([
  "just words",
  "started at 2026-11-23 10:00:00 by bob",
  "GET /items/2026-11-23 10:00:00",
  '"2026-11-23 10:00:00" is a time',
  "2026-02-30 10:00:00 INFO no such day",
  "10:00:00 remain until the end",
  "12 of 1795428000 parts",
  "I am not a header",
  "192.0.2.7 answered",
  "",
])("%j has no header", (line) => {
  expect(read(line)).toBeUndefined();
});

test.each([
  ["2026-11-23 10:00:00 error pages were rendered", "error pages were rendered"],
  ["2026-11-23 10:00:00 no ERROR was found", "no ERROR was found"],
  ["2026-11-23 10:00:00 Received INFO request", "Received INFO request"],
  ["2026-11-23 10:00:00 3 records written", "3 records written"],
  ["2026-11-23 10:00:00 returned ERROR 500", "returned ERROR 500"],
])("%j has no level", (line, message) => {
  expect(read(line)).toMatchObject({ level: undefined, message });
});
