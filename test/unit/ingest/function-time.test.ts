import { expect, test } from "vitest";
import { divideTime } from "../../../lib/ingest/function-time.ts";

/** All times in seconds: what the function may take, and what is left when it is short, late for a mark, no longer whole. */
test.each([
  { total: 900, reserve: 90, late: 171, whole: 855 },
  { total: 300, reserve: 30, late: 57, whole: 285 },
  { total: 120, reserve: 30, late: 39, whole: 105 },
  { total: 60, reserve: 30, late: 33, whole: 45 },
  { total: 5, reserve: 2.5, late: 2.75, whole: 3.75 },
])("a function of $total s keeps $reserve s", ({ total, reserve, late, whole }) => {
  let leftMs = total * 1_000;
  const time = divideTime(() => leftMs);
  const at = (seconds: number) => {
    leftMs = seconds * 1_000;
    return { isShort: time.isShort(), isLate: time.isLate(), isWhole: time.isWhole() };
  };
  expect(at(total)).toEqual({ isShort: false, isLate: false, isWhole: true });
  expect(at(whole)).toMatchObject({ isWhole: false });
  expect(at(late)).toMatchObject({ isLate: false });
  expect(at(late - 0.001)).toMatchObject({ isLate: true, isShort: false });
  expect(at(reserve)).toMatchObject({ isShort: false });
  expect(at(reserve - 0.001)).toMatchObject({ isShort: true });
});

test("the last word is said before the end, whatever the time", () => {
  expect(divideTime(() => 300_000).untilLastWordMs()).toBe(295_000);
  expect(divideTime(() => 3_000).untilLastWordMs()).toBe(2_700);
});
