import { expect, test } from "vitest";
import { dashboardsLink, pageLink } from "../../../lib/alerts/links.ts";
import { readSelection } from "../../../lib/dashboard/page/selection.ts";
import { parseQuery } from "../../../lib/query.ts";
import { FURTHER_GROUPS } from "../../../lib/scan/room.ts";
import { MINUTE_MS, NOTICE } from "./notices.ts";

test.each([
  ["checkout", "1-ab"],
  ["web shop", "1-ab"],
  ["支付 *", ""],
  ["", "1-ab"],
])("the page opened from a mail looks for the lines of service %j and pattern %j", (service, pattern) => {
  const link = pageLink({ ...NOTICE, service, pattern }, "https://logs.example.com/prefix/");
  const found = parseQuery(readSelection(new URL(link).search).query).clauses;
  expect(link).toMatch(/^https:\/\/logs\.example\.com\/prefix\/\?q=[!-~]+$/);
  expect(found.map((clause) => clause.kind === "field" && [clause.field, clause.value, clause.prefix])).toEqual([
    ...(service ? [["service.name", service, false]] : []),
    ...(pattern ? [["log.pattern", pattern, false]] : []),
  ]);
});

test.each([
  ["above~warn", "service:checkout level:warn"],
  ["above:error", "service:checkout level:error"],
  ["below", "service:checkout"],
])("of the forecast's alerts the page shows the lines of service and level: %s", (pattern, query) => {
  const link = pageLink({ ...NOTICE, rule: "forecast", pattern }, "https://logs.example.com/");
  expect(readSelection(new URL(link).search).query).toBe(query);
});

test("what stands for further groups leads to the page as it is: no line has such a pattern", () => {
  const link = pageLink({ ...NOTICE, service: "", pattern: FURTHER_GROUPS.pattern }, "https://logs.example.com/");
  expect(link).toBe("https://logs.example.com/");
});

test("the page shows a range in which the incident began", () => {
  const rangeAfter = (minutes: number) =>
    readSelection(new URL(pageLink({ ...NOTICE, atMs: NOTICE.sinceMs + minutes * MINUTE_MS }, "https://a.b")).search)
      .range;
  expect([5, 59, 61, 400, 5_000].map(rangeAfter)).toEqual(["1h", "1h", "6h", "24h", "24h"]);
});

test("the link to OpenSearch Dashboards has time and query as Discover reads them, and no character that ends a link", () => {
  const link = dashboardsLink({ ...NOTICE, service: 'it\'s (a) "test"!' }, "https://search.example.com/_dashboards/");
  expect(link).toMatch(/^[!-~]+$/);
  expect(link).not.toMatch(/['"()!*<>]/);
  const [address, state = ""] = link.split("#?");
  expect(address).toBe("https://search.example.com/_dashboards/app/data-explorer/discover");
  const parts = new URLSearchParams(state);
  expect(parts.get("_g")).toBe("(time:(from:'2026-11-23T09:57:30.000Z',to:'2026-11-23T10:19:30.000Z'))");
  // Rison escapes with !, the query language with \.
  expect(parts.get("_q")).toBe(
    String.raw`(filters:!(),query:(language:kuery,query:'service.name: "it!'s (a) \"test\"!!" and log.pattern: "1-0123456789abcdef"'))`,
  );
});
