import { expect, test } from "vitest";
import { parseConfig } from "../../../lib/config.ts";

const parse = (section: string) => parseConfig({}, `forecast: { ${section} }`).forecast;
const queries = (entries: string) => () => parse(`queries: [${entries}]`).queries;

test("without a word, 300 series are followed and 100 of them kept", () => {
  expect(parse("")).toMatchObject({ series: 300, kept: 100, forgetAfterDays: 14, queries: [] });
});

test("a query counts lines; of a field it takes the mean, or the 95th percentile", () => {
  expect(queries("{name: a, query: x}")()).toEqual([{ name: "a", query: "x", statistic: "count" }]);
  const field = "field: event.duration";
  expect(queries(`{name: a, query: x, ${field}}, {name: b, query: x, ${field}, statistic: p95}`)()).toEqual([
    { name: "a", query: "x", field: "event.duration", statistic: "mean" },
    { name: "b", query: "x", field: "event.duration", statistic: "p95" },
  ]);
});

test("a field that is no number in the store is refused, and it is said which are", () => {
  for (const field of ["attributes.ms", "message", "log.offset"]) {
    expect(queries(`{name: a, query: x, field: ${field}}`)).toThrow(
      `forecast.queries.0.field is "${field}", expected one of event.duration, http.response.body.bytes, http.response.status_code: others are stored as text`,
    );
  }
});

test("field and statistic must fit each other", () => {
  expect(queries("{name: a, query: x, statistic: p95}")).toThrow(/queries\.0\.field is nothing, expected one of event/);
  expect(queries("{name: a, query: x, field: event.duration, statistic: count}")).toThrow(
    'queries.0.statistic is "count", expected mean or p95, because field is given',
  );
});

test("names are told apart, and short enough for keys", () => {
  expect(queries("{name: a, query: x}, {name: b, query: x}, {name: a, query: y}")).toThrow(
    'queries.2.name is "a", expected a name that no other one has',
  );
  expect(queries("{name: A b, query: x}")).toThrow("queries.0.name");
});

test("numbers of series are held to what a run can do", () => {
  for (const section of ["series: 0", "series: 10001", "kept: -1", "forgetAfterDays: 0.5"]) {
    expect(() => parse(section)).toThrow("expected a whole number from");
  }
});

test("a prefix of records is none that points of forecasts have", () => {
  expect(() => parseConfig({}, "index: { prefix: app-logs-forecast }")).toThrow("not -forecast at the end");
  expect(parseConfig({}, "index: { prefix: forecast-logs }").index.prefix).toBe("forecast-logs");
});
