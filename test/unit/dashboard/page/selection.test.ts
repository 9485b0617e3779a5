import { expect, test } from "vitest";
import { apiParameters, narrowed, readSelection, writeSelection } from "../../../../lib/dashboard/page/selection.ts";
import { fieldClause, parseQuery } from "../../../../lib/query.ts";

const USUAL = { query: "", range: "1h", service: "", level: "" } as const;

test("an address without parameters shows everything of the last hour", () => {
  expect(readSelection("")).toEqual(USUAL);
  expect(writeSelection(USUAL)).toBe("");
});

test("a selection read from its address is the same again", () => {
  const selection = { query: '"a & b" user*', range: "24h", service: "web shop", level: "error,fatal" } as const;
  expect(readSelection(writeSelection(selection))).toEqual(selection);
});

test("a range that the page does not have counts as not given", () => {
  expect(readSelection("?range=99y")).toEqual(USUAL);
});

test("the server is asked for the range back from its own now", () => {
  expect(apiParameters({ ...USUAL, range: "6h", query: "x" })).toEqual({ from: "6h", q: "x", service: "", level: "" });
});

test.each([
  ["service", "checkout", "service.name"],
  ["url.path", "/api/orders", "url.path"],
  ["service.name", "web shop", "service.name"],
  ["url.path", "/a*", "url.path"],
])("a clause made of %s and %j finds exactly that value", (field, value, found) => {
  expect(parseQuery(fieldClause(field, value)).clauses).toEqual([
    expect.objectContaining({ kind: "field", field: found, value, prefix: false }),
  ]);
});

test("narrowing adds conditions that are not there yet", () => {
  const selection = narrowed({ ...USUAL, query: "timeout" }, "service:web", "pattern:1-ab");
  expect(selection.query).toBe("timeout service:web pattern:1-ab");
  expect(narrowed(selection, "service:web").query).toBe(selection.query);
});
