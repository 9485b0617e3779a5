import { expect, test } from "vitest";
import { direction, sparkline } from "../../../lib/alerts/trend.ts";

test.each([
  [[0, 0, 0], "▁▁▁"],
  [[1, 2, 3, 4, 5, 6, 7, 8], "▂▃▄▅▅▆▇█"],
  [[100], "█"],
  [[], ""],
])("%j is drawn as %s", (counts, line) => {
  expect(sparkline(counts)).toBe(line);
});

test.each([
  [[1, 2], undefined],
  [[0, 0, 5], "rising"],
  [[10, 11, 10, 12, 11, 10], "steady"],
  [[100, 90, 80, 20, 10, 1], "falling"],
  [[5, 5, 0], "falling"],
  [[0, 0, 0], "steady"],
])("%j is %s", (counts, expected) => {
  expect(direction(counts)).toBe(expected);
});
