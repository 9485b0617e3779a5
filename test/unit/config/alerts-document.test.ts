import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { AlertGroupRule } from "../../../lib/config/alert-group.ts";
import { AlertRule } from "../../../lib/config/alert-rule.ts";
import { parseConfig } from "../../../lib/config.ts";

const text = await readFile(new URL("../../../docs/alerts.md", import.meta.url), "utf8");
const examples = [...text.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, yaml]) => yaml ?? "");

test.each(examples)("an example of the document is valid: %#", (yaml) => {
  expect(() => parseConfig({}, yaml)).not.toThrow();
});

test("there is an example of each type of rule, and a word on each key", () => {
  const types = new Set(examples.flatMap((yaml) => parseConfig({}, yaml).alerts.rules.map(({ type }) => type)));
  expect(types.size).toBe(AlertRule.options.length);
  const keys = [AlertGroupRule, ...AlertRule.options].flatMap(({ entries }) => Object.keys(entries));
  for (const key of new Set(keys)) expect(text).toContain(`\`${key}\``);
});
