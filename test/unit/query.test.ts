import { expect, test } from "vitest";
import type { TextClause } from "../../lib/ports.ts";
import { parseQuery } from "../../lib/query.ts";

const text = (value: string, more: Partial<TextClause> = {}) => ({
  kind: "text",
  text: value,
  phrase: false,
  prefix: false,
  negated: false,
  ...more,
});
const field = (name: string, value: string, more: Partial<TextClause> = {}) => ({
  kind: "field",
  field: name,
  value,
  prefix: false,
  negated: false,
  ...more,
});

test.each([
  ["", []],
  ["*", []],
  ["timeout error", [text("timeout"), text("error")]],
  ['"connection refused" -debug', [text("connection refused", { phrase: true }), text("debug", { negated: true })]],
  ["user*", [text("user", { prefix: true })]],
  ["service:checkout level:ERROR", [field("service.name", "checkout"), field("log.level", "error")]],
  ['-service.name:"a b"', [field("service.name", "a b", { negated: true })]],
  ["url.path:/api*", [field("url.path", "/api", { prefix: true })]],
  ["10.0.0.1*", [text("10.0.0.1", { phrase: true, prefix: true })]],
  ["http://x:80/a", [text("http://x:80/a", { phrase: true })]],
  ["unknown:value", [text("unknown:value", { phrase: true })]],
  ['"open', [text('"open', { phrase: true })]],
])("%j is %j", (query, clauses) => {
  expect(parseQuery(query)).toEqual({ clauses });
});
