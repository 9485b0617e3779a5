import { expect, test } from "vitest";
import { comeBackSeconds, delayMs } from "../../../lib/ingest/retry.ts";

const policy = { attempts: 5, baseMs: 200, mostMs: 1_000, callMs: 500 };
const JUST_UNDER_1 = 0.999_999;

test("the longest wait doubles up to the bound, then it gives up", () => {
  const longest = [1, 2, 3, 4, 5].map((failures) => delayMs(failures, JUST_UNDER_1, policy));
  expect(longest).toEqual([199, 399, 799, 999, undefined]);
});

test("jitter is full: any wait from none to the longest", () => {
  expect(delayMs(3, 0, policy)).toBe(0);
  expect(delayMs(3, 0.5, policy)).toBe(400);
});

test.each([
  [900, 400],
  [899, undefined],
  [0, undefined],
  [-1, undefined],
])("with %i ms left, a wait of 400 ms and a call of 500 ms: %s", (remainingMs, waitMs) => {
  expect(delayMs(3, 0.5, policy, remainingMs)).toBe(waitMs);
});

test("a failed message comes back within half a minute at first, later every quarter of an hour, never at once", () => {
  const shortest = [1, 2, 3, 6, 7, 8, 1_000].map((receiveCount) => comeBackSeconds(receiveCount, 0));
  const longest = [1, 2, 3, 6, 7, 8, 1_000].map((receiveCount) => comeBackSeconds(receiveCount, JUST_UNDER_1));
  expect(shortest).toEqual([8, 15, 30, 240, 450, 450, 450]);
  expect(longest).toEqual([15, 30, 60, 480, 900, 900, 900]);
});
