import fc from "fast-check";
import { expect, test } from "vitest";
import { type SeriesId, seriesName, TOTAL } from "../../../lib/forecast/series-id.ts";
import { LEVELS } from "../../../lib/record.ts";

test("a series is called by its parts", () => {
  expect(seriesName(TOTAL)).toBe("total");
  expect(seriesName({ service: "cart" })).toBe("service:cart");
  expect(seriesName({ level: "error" })).toBe("level:error");
  expect(seriesName({ level: "error", service: "cart" })).toBe("level:error service:cart");
  expect(seriesName({ query: "checkout-time" })).toBe("query:checkout-time");
});

test("two series never have one name, whatever stands in the names of services", () => {
  const service = fc.oneof(fc.string(), fc.constantFrom("total", "level:error", "level:error service:cart", ""));
  const id: fc.Arbitrary<SeriesId> = fc.oneof(
    fc.record({ service, level: fc.constantFrom(...LEVELS) }, { requiredKeys: [] }),
    fc.record({ query: fc.stringMatching(/^[a-z][a-z0-9-]{0,9}$/) }),
  );
  const same = (a: SeriesId, b: SeriesId) => a.service === b.service && a.level === b.level && a.query === b.query;
  fc.assert(
    fc.property(id, id, (a, b) => {
      expect(seriesName(a) === seriesName(b)).toBe(same(a, b));
    }),
  );
});
