/** The alarms as they are written. That they wait for what functions say, test/functions/alarms.test.ts holds. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { COUNTS, GAUGES } from "../../../lib/telemetry.ts";
import { ROOT, readAlarms, readYaml, watchedBy } from "../../support/alarms.ts";

const ALARMS = readAlarms("alarms.yml", "quarantine-alarms.yml", "function-alarms.yml");
const FUNCTIONS = Object.keys(readYaml("serverless.yml").functions);

test.each(["Errors", "Throttles"])("every function has an alarm for its %s, and nothing else has", (metric) => {
  const watched = Object.values(ALARMS)
    .filter(({ Namespace, MetricName }) => Namespace === "AWS/Lambda" && MetricName === metric)
    .map(({ Dimensions, Statistic }) => ({ Dimensions, Statistic }));
  const wanted = FUNCTIONS.map((name) => {
    const logicalId = `${name.charAt(0).toUpperCase()}${name.slice(1)}LambdaFunction`;
    return { Dimensions: [{ Name: "FunctionName", Value: logicalId }], Statistic: "Sum" };
  });
  expect(watched).toEqual(expect.arrayContaining(wanted));
  expect(watched).toHaveLength(wanted.length);
});

test("every alarm mails when it begins and when it ends", () => {
  for (const [name, { AlarmActions, OKActions }] of Object.entries(ALARMS)) {
    expect({ name, AlarmActions, OKActions }).toEqual({ name, AlarmActions: ["Topic"], OKActions: ["Topic"] });
  }
});

test("every alarm has a name and words of its own, says what to do first, and has room in a mail's subject", () => {
  const all = Object.values(ALARMS);
  expect(new Set(all.map(({ AlarmName }) => AlarmName)).size).toBe(all.length);
  expect(new Set(all.map(({ AlarmDescription }) => AlarmDescription)).size).toBe(all.length);
  for (const { AlarmName, AlarmDescription } of all) {
    expect(AlarmName).toMatch(/^\$\{self:service\}-\$\{sls:stage\} [\w -]{5,50}$/);
    expect(AlarmDescription).toMatch(/ First: /);
    // CloudWatch takes 1,024 characters.
    expect(AlarmDescription.length).toBeLessThan(500);
  }
});

test("every expression is made of metrics that stand beside it, and one of them is the answer", () => {
  const computed = Object.values(ALARMS).flatMap(({ Metrics }) => (Metrics ? [Metrics] : []));
  expect(computed.length).toBeGreaterThan(0);
  for (const metrics of computed) {
    const used = metrics.flatMap(({ Expression = "" }) => Expression.match(/\b[a-z]\w*/g) ?? []);
    const beside = metrics.filter(({ ReturnData }) => !ReturnData).map(({ Id }) => Id);
    expect(beside.sort()).toEqual([...new Set(used)].sort());
    expect(metrics.filter(({ ReturnData }) => ReturnData)).toHaveLength(1);
    // More than ten an alarm does not take.
    expect(metrics.length).toBeLessThanOrEqual(10);
  }
});

test("the manual tells of every metric with its unit, of every alarm, and what they cost", () => {
  const manual = readFileSync(join(ROOT, "docs/operations.md"), "utf8");
  const rowOf = (cell: string, next: string) => new RegExp(`^\\| ([^|]*, )?${cell}(, [^|]*)? \\| ${next}`, "m");
  const unitOf = (name: string) => {
    if (name.endsWith("Seconds")) return "seconds";
    return /^(mase|coverage)/.test(name) ? "ratio" : "count";
  };
  const untold = [...COUNTS, ...GAUGES].filter((name) => !rowOf(`\`${name}\``, unitOf(name)).test(manual));
  expect(untold).toEqual([]);
  const cells = Object.keys(ALARMS).map((name) =>
    name.replace(/^.+(Errors|Throttles)Alarm$/, "…$1").replace(/Alarm$/, ""),
  );
  expect(cells.filter((cell) => !rowOf(cell, "").test(manual))).toEqual([]);
  const watched = Object.values(ALARMS).flatMap(watchedBy).length;
  expect(manual).toContain(
    `${cells.length} alarms look at ${watched} metrics at 0.10 USD: ${(watched / 10).toFixed(2)}`,
  );
});
