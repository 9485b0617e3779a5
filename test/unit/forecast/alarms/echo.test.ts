import { describe, expect, test } from "vitest";
import { type Candidate, elect } from "../../../../lib/forecast/alarms/echo.ts";
import type { Finding } from "../../../../lib/forecast/alarms/finding.ts";
import { type SeriesId, seriesName } from "../../../../lib/forecast/series-id.ts";

function found(series: SeriesId, fields: Partial<Finding> = {}, isKnown = false): Candidate {
  const finding: Finding = {
    series,
    kind: "above",
    sinceMs: 0,
    minutes: 5,
    expected: 100,
    actual: 200,
    limit: 130,
    deviations: 9,
    isPage: true,
    perMinute: [],
    ...fields,
  };
  return { finding, isKnown, isPage: finding.isPage };
}
const toldOf = (...candidates: Candidate[]) => [...elect(candidates)].map(({ series }) => seriesName(series)).sort();

const all = (fields?: Partial<Finding>, isKnown?: boolean) => found({}, fields, isKnown);
const cart = (fields?: Partial<Finding>, isKnown?: boolean) => found({ service: "cart" }, fields, isKnown);
const search = (fields?: Partial<Finding>) => found({ service: "search" }, fields);
const users = (fields?: Partial<Finding>) => found({ service: "users" }, fields);
const warnings = (fields?: Partial<Finding>) => found({ level: "warn" }, fields);
const cartWarnings = (fields?: Partial<Finding>) => found({ service: "cart", level: "warn" }, fields);

describe("of series that count the same records", () => {
  test("a service is told rather than all lines, and rather than levels", () => {
    expect(toldOf(all(), cart(), warnings(), cartWarnings())).toEqual(["service:cart"]);
  });

  test("all lines are told where no service explains half of it", () => {
    expect(toldOf(all({ actual: 500 }))).toEqual(["total"]);
    expect(toldOf(all({ actual: 500 }), cart())).toEqual(["total"]);
  });

  test("all lines are told where three services change at once: they have one cause", () => {
    expect(toldOf(all({ actual: 400 }), cart(), search(), users())).toEqual(["total"]);
    expect(toldOf(all({ actual: 300 }), cart(), search())).toEqual(["service:cart", "service:search"]);
  });

  test("services are told where all lines show nothing", () => {
    expect(toldOf(cart(), search(), users())).toHaveLength(3);
  });

  test("a service that is less unusual does not keep all lines from being told", () => {
    expect(toldOf(all(), cart({ isPage: false }))).toEqual(["total"]);
  });

  test("all lines that are worth a line only keep no service from being told", () => {
    const line = all({ isPage: false, actual: 500 });
    expect(toldOf(line, cart(), search(), users())).toEqual(["service:cart", "service:search", "service:users"]);
    expect(toldOf(all({ isPage: false }, true), cart())).toEqual(["service:cart"]);
  });

  test("too much here and too little there are two things", () => {
    expect(toldOf(cart(), search({ kind: "silent", actual: 0 }))).toEqual(["service:cart", "service:search"]);
  });

  test("what people know of stays told", () => {
    expect(toldOf(all({}, true), cart())).toEqual(["total"]);
    expect(toldOf(all({ actual: 400 }), cart({}, true), search(), users())).toEqual(["service:cart", "total"]);
  });

  test("a level is told where nothing else is, a service's level rather than that of all", () => {
    expect(toldOf(warnings())).toEqual(["level:warn"]);
    expect(toldOf(warnings(), cartWarnings())).toEqual(["level:warn service:cart"]);
    expect(toldOf(search(), cartWarnings())).toEqual(["level:warn service:cart", "service:search"]);
  });

  test("fewer lines of a level are nothing to tell", () => {
    expect(toldOf(warnings({ kind: "silent" }), cartWarnings({ kind: "below" }))).toEqual([]);
  });

  test("a query was asked for, whatever else is told", () => {
    expect(toldOf(found({ query: "orders" }), cart())).toEqual(["query:orders", "service:cart"]);
  });
});
