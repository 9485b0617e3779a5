import fc from "fast-check";
import * as v from "valibot";
import { expect, test } from "vitest";
import { createNaming, patternsOf, periodNamed } from "../../../../lib/adapters/opensearch/index-names.ts";
import { IndexPrefix } from "../../../../lib/config/index-prefix.ts";
import { compileGlob } from "../../../../lib/normalize/glob.ts";

const NOON_MS = Date.parse("2026-11-23T12:00:00Z");

/** Few letters, so that many begin alike. */
const prefix = fc
  .string({ unit: fc.constantFrom("a", "b", "-", "1", "2", "9"), minLength: 1, maxLength: 8 })
  .filter((text) => v.is(IndexPrefix, text));

test("the patterns of one prefix meet its own indices, and those of no other that sluice.yml takes", () => {
  fc.assert(
    fc.property(prefix, prefix, fc.constantFrom("day", "month"), (mine, other, granularity) => {
      const index = createNaming(other, granularity)(NOON_MS);
      expect(patternsOf(mine).some((pattern) => compileGlob(pattern)(index))).toBe(mine === other);
      expect(periodNamed(index, [mine]) !== undefined).toBe(mine === other);
    }),
  );
});

test("an index is named by the day or the month of its records", () => {
  const byDay = createNaming("app", "day");
  const lastMs = Date.parse("2026-11-23T23:59:59.999Z");
  expect([NOON_MS, lastMs, lastMs + 1, NOON_MS].map(byDay)).toEqual([
    "app-2026.11.23",
    "app-2026.11.23",
    "app-2026.11.24",
    "app-2026.11.23",
  ]);
  expect(createNaming("app", "month")(NOON_MS)).toBe("app-2026.11");
});

test("only a name that Sluice gives has a period", () => {
  const prefixes = ["app", "app-audit"];
  expect(periodNamed("app-audit-2026.11.23", prefixes)).toMatchObject({ name: "2026-11-23" });
  expect(periodNamed("app-2026.11", prefixes)).toMatchObject({ name: "2026-11" });
  for (const name of [
    "app-2026",
    "app-2026.13.01",
    "app-2026.11.23-old",
    "app-2026-2026.11.23",
    "apps-2026.11.23",
    "app",
  ])
    expect(periodNamed(name, prefixes)).toBeUndefined();
});
