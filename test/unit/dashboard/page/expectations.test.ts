import { expect, test } from "vitest";
import { seriesOf } from "../../../../lib/dashboard/page/expectations.ts";

const all = { query: "", range: "1h", service: "", level: "" } as const;

test("a selection is the series of its service and level, if there is one", () => {
  expect(seriesOf(all)).toBe("total");
  expect(seriesOf({ ...all, service: "cart" })).toBe("service:cart");
  expect(seriesOf({ ...all, service: "cart", level: "error" })).toBe("level:error service:cart");
});

test("a search, several levels, and records without a level are none", () => {
  expect(seriesOf({ ...all, query: "timeout" })).toBeUndefined();
  expect(seriesOf({ ...all, level: "error,fatal" })).toBeUndefined();
  expect(seriesOf({ ...all, level: "none" })).toBeUndefined();
});
