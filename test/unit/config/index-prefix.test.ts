import { expect, test } from "vitest";
import { indexPrefixesOf, MOST_DATASET_PREFIXES } from "../../../lib/config/index-prefix.ts";
import { parseConfig } from "../../../lib/config.ts";

function rulesOf(prefixes: readonly string[]): string {
  return JSON.stringify({ datasets: prefixes.map((prefix) => ({ match: "a", index: { prefix } })) });
}

test("the store has the main prefix first, then those of the rules, each once", () => {
  expect(indexPrefixesOf(parseConfig({}))).toEqual(["app-logs"]);
  expect(indexPrefixesOf(parseConfig({}, rulesOf(["audit", "app-logs", "web", "audit"])))).toEqual([
    "app-logs",
    "audit",
    "web",
  ]);
});

test("a rule's prefix is held to what the main one is, all problems at once", () => {
  const bad = ["App", "-a", "a_b", "a.b", "a*", "a,b", "", "app-2026", "a".repeat(101)];
  const attempt = () => parseConfig({}, rulesOf([...bad, "app-audit"]));
  expect(attempt).toThrow("9 problems");
  for (const [n, prefix] of bad.entries())
    expect(attempt).toThrow(`sluice.yml: datasets.${n}.index.prefix is "${prefix}", expected lower-case letters`);
});

test("an index section of a rule says its prefix, and nothing else", () => {
  expect(() => parseConfig({}, "datasets: [{ match: a, index: {} }]")).toThrow("datasets.0.index.prefix is nothing");
  expect(() => parseConfig({}, "datasets: [{ match: a, index: { prefix: b, shards: 2 } }]")).toThrow(
    "datasets.0.index.shards is not a key that Sluice knows",
  );
});

test("more prefixes than one request can name are a problem, told at the first that is too many", () => {
  const most = Array.from({ length: MOST_DATASET_PREFIXES }, (_, n) => `p${n}`);
  expect(indexPrefixesOf(parseConfig({}, rulesOf([...most, ...most])))).toHaveLength(MOST_DATASET_PREFIXES + 1);
  expect(() => parseConfig({}, rulesOf([...most, "p0", "one-more", "another"]))).toThrow(
    `1 problem:\n  sluice.yml: datasets.${MOST_DATASET_PREFIXES + 1}.index.prefix is "one-more", expected one of those named before`,
  );
});
