import { expect, test } from "vitest";
import { levelAtHead, levelOf, levelOfStatus } from "../../../lib/normalize/level.ts";

test.each([
  ["ERROR", "error"],
  ["err", "error"],
  ["SEVERE", "error"],
  ["Warning", "warn"],
  ["W", "warn"],
  ["NOTICE", "info"],
  [" info ", "info"],
  ["CRITICAL", "fatal"],
  ["panic", "fatal"],
  [30, "info"],
  [50, "error"],
  [60, "fatal"],
  [3, "error"],
  [7, "debug"],
  ["50", "error"],
])("level %j is %s", (value, level) => {
  expect(levelOf(value)).toBe(level);
});

test.each([["loud"], [""], [null], [true], [35], [{}]])("level %j is none", (value) => {
  expect(levelOf(value)).toBeUndefined();
});

test("an HTTP status of 5xx is an error, of 4xx a warning, below nothing", () => {
  expect([200, 304, 404, 500, 503].map(levelOfStatus)).toEqual([undefined, undefined, "warn", "error", "error"]);
});

test.each([
  ["error: kex_exchange_identification: closed", "error"],
  ["ERROR: disk full", "error"],
  ["[WARN] disk nearly full", "warn"],
  ["FATAL disk gone", "fatal"],
])("%j has its level at the head", (message, level) => {
  expect(levelAtHead(message)).toBe(level);
});

test.each([
  "no error found",
  "Errors: 0",
  "information desk opened",
  "warned the user",
  "debugger attached",
  "Fatality statistics loaded",
  "the request failed without ERROR in its head",
  "error pages were rendered",
  "",
])("%j has no level at its head", (message) => {
  expect(levelAtHead(message)).toBeUndefined();
});
