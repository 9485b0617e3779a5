/** The laws of test/fuzz, with few inputs each: `npm run test:fuzz` tries a million. */
import { expect, test } from "vitest";
import { LAWS } from "../fuzz/laws.ts";

const INPUTS = 4_000;
const SEED = 20_261_123;

test.each(LAWS)("$name", { timeout: 60_000 }, async ({ share, check }) => {
  expect(await check(Math.ceil((INPUTS * share) / 1_000), SEED)).toBeUndefined();
});
