import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { temporaryFolder } from "../../support/embedded.ts";
import { jsonLines, sluice } from "../../support/sluice.ts";

/** Each run is a process. */
vi.setConfig({ testTimeout: 30_000 });

const LINES = [
  "2026-11-23 10:00:00 ERROR app: password=hunter2 was wrong",
  "java.lang.Error: no",
  "\tat a.B.c(B.java:1)",
  "GET /health",
  '{"sev":"warn","message":"slow"}',
  "2026-11-23T10:00:00Z stdout F WARNING:root:in a container",
  '2026-11-23T10:00:00Z\tother\t{"message":"by its tag"}',
  '{"cut":',
];
const RULES = `
redact: { detectors: [credentials] }
datasets:
  - match: other
    enrich: { team: blue }
    index: { prefix: app-other }
  - match: "*"
    rename: { sev: log.level }
    drop: [{ message: "GET /health*" }]
`;

async function explain(lines: readonly string[], rules: string, ...args: string[]) {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, "rules.yml"), rules);
  const env = { SLUICE_NOW: "2026-11-23T12:00:00Z", SLUICE_CONFIG: join(cwd, "rules.yml") };
  return sluice(["normalize", "--explain", ...args], { cwd, env, stdin: lines.join("\n") });
}

test("each record says how it was understood, and which rules had an effect on it", async () => {
  expect(jsonLines(await explain(LINES, RULES))).toMatchObject([
    {
      framing: "lines",
      lines: 3,
      format: "header",
      dataset: "*",
      rules: ["redact"],
      document: { message: "password=<redacted:password> was wrong", "error.type": "java.lang.Error" },
    },
    { format: "text", rules: ["drop"], filtered: true },
    { format: "json", rules: ["rename"], document: { "log.level": "warn" } },
    { format: "python", rules: [], document: { message: "in a container" } },
    {
      format: "out_file",
      dataset: "other",
      rules: ["enrich"],
      indexPrefix: "app-other",
      document: { attributes: { team: "blue" } },
    },
    { rules: [], quarantined: expect.stringContaining("not JSON") },
  ]);
});

test("a format that a rule names comes first, and what it does not know is recognised as usual", async () => {
  const lines = ["time:2026-11-23T10:00:00Z", "2026-11-23 10:00:00 WARN app: text"];
  const rules = "datasets: [{ match: '*', format: ltsv }]";
  expect(jsonLines(await explain(lines, rules))).toMatchObject([
    { format: expect.any(String) },
    { format: "header", document: { message: "text", "log.level": "warn" } },
  ]);
  expect(jsonLines(await explain(lines, "datasets: [{ match: '*', format: text }]"))).toMatchObject([
    { format: "text", document: { message: lines[0] } },
    { format: "text", rules: ["format"], document: { message: lines[1] } },
  ]);
});

test("a format that there is none of is told with those that there are", async () => {
  const ended = await explain(["a"], "datasets: [{ match: '*', format: nginx }]");
  expect(ended.code).not.toBe(0);
  expect(ended.stderr).toContain('datasets.0.format is "nginx", expected ("access" | "alb"');
});

test("a format of the whole delivery stands for a key that says nothing", async () => {
  const rules = "datasets: [{ match: 'exports/*', format: csv }]";
  const told = jsonLines(await explain(["level,message", "warn,slow"], rules, "--as", "exports/1"));
  expect(told).toMatchObject([{ framing: "csv", format: "csv", document: { "log.level": "warn", message: "slow" } }]);
});
