import { expect, test } from "vitest";
import { delayMs } from "../../../lib/ingest/retry.ts";

const policy = { attempts: 5, baseMs: 200, mostMs: 1_000 };

test("the longest wait doubles up to the bound, then it gives up", () => {
  const longest = [1, 2, 3, 4, 5].map((failures) => delayMs(failures, 0.999_999, policy));
  expect(longest).toEqual([199, 399, 799, 999, undefined]);
});

test("jitter is full: any wait from none to the longest", () => {
  expect(delayMs(3, 0, policy)).toBe(0);
  expect(delayMs(3, 0.5, policy)).toBe(400);
});
