import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { SCHEMA_FILE, settingsSchema } from "../../../infra/build/settings-schema.ts";
import { parseConfig } from "../../../lib/config.ts";

test("the schema that editors read is in step with the settings: `npm run schema` writes it", async () => {
  expect(await readFile(SCHEMA_FILE, "utf8")).toBe(settingsSchema());
});

test("the file that Sluice comes with is valid, names its schema, and redacts credentials", async () => {
  const sample = await readFile(new URL("../../../sluice.yml", import.meta.url), "utf8");
  expect(sample).toContain("# yaml-language-server: $schema=infra/sluice.schema.json");
  expect(parseConfig({}, sample).redact).toEqual({ detectors: ["credentials"], patterns: [] });
});

test("the examples in it are valid as well", async () => {
  const sample = await readFile(new URL("../../../sluice.yml", import.meta.url), "utf8");
  // A commented line of YAML is indented below the key that stands above it.
  const examples = sample
    .replaceAll(/^(\w+): (?:\[\]|\{\})\n(?=# {2})/gm, "$1:\n")
    .replaceAll(/^ {2}(patterns|queries): \[\]$/gm, "  $1:");
  const { alerts, datasets, redact, forecast, page } = parseConfig({}, examples.replaceAll(/^# {2}/gm, "  "));
  expect(datasets).toHaveLength(1);
  expect(redact.patterns).toHaveLength(1);
  expect(forecast.queries.map(({ statistic }) => statistic)).toEqual(["count", "p95"]);
  const { rules, groups, routes, maintenance } = alerts;
  expect([rules.length, groups.length, routes.length, maintenance.length]).toEqual([4, 1, 1, 1]);
  expect(alerts.forecast).toMatchObject([{ when: "never" }]);
  expect(page.url).toMatch(/^https:/);
});
