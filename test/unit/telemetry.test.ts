import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { metricsOf } from "../support/alarms.ts";
import { countsOf, reportOf } from "../support/ledger.ts";

let printed: string[];
beforeEach(() => {
  vi.resetModules();
  vi.stubEnv("POWERTOOLS_METRICS_DISABLED", "false");
  // Else it writes past the console.
  vi.stubEnv("POWERTOOLS_DEV", "true");
  printed = [];
  vi.spyOn(console, "log").mockImplementation((line: string) => void printed.push(line));
});
afterEach(() => vi.restoreAllMocks());

const metrics = () => printed.map((line) => JSON.parse(line) as Record<string, unknown>);

test("only datasets that sluice.yml names have metrics of their own: a record cannot make one", async () => {
  const { emitDatasets } = await import("../../lib/telemetry.ts");
  const rows = [
    countsOf("2026-11-23", "web", { indexed: 2, quarantined: 1 }),
    countsOf("2026-11-24", "web", { indexed: 1 }),
    // A report has a bounded number of them; these are many reports.
    ...Array.from({ length: 500 }, (_, n) => countsOf("2026-11-23", `hostile-${n}`, { duplicate: 1 })),
  ];
  emitDatasets(
    [reportOf(rows)],
    [
      { match: "logs/web/*", name: "web", timeZone: "UTC" },
      { match: "*", timeZone: "UTC" },
    ],
  );
  expect(metrics()).toMatchObject([
    { service: "sluice", dataset: "web", received: 4, indexed: 3, quarantined: 1 },
    { service: "sluice", dataset: "(other)", received: 500, duplicate: 500 },
  ]);
  expect(metrics()[0]).not.toHaveProperty("duplicate");
});

test("without names in sluice.yml there are no metrics by dataset", async () => {
  const { emitDatasets } = await import("../../lib/telemetry.ts");
  emitDatasets([reportOf([countsOf("2026-11-23", "web", { indexed: 2 })])], []);
  expect(printed).toEqual([]);
});

test("what the ledger did not take is told, with how many records it concerns", async () => {
  const { tellUncounted } = await import("../../lib/telemetry.ts");
  tellUncounted(undefined);
  expect(printed).toEqual([]);
  tellUncounted({ records: 7, error: new Error("S3 is down") });
  expect(metrics()).toMatchObject([{ function: "ledger", uncounted: 7 }]);
});

test("a count of 0 is not told, for it would cost and say nothing; how things stand is told at 0 too", async () => {
  const { emitMetrics } = await import("../../lib/telemetry.ts");
  emitMetrics("scan-errors", { newErrors: 0, mailsSent: 2 }, { firing: 0, scanAgeSeconds: 0.25 });
  expect(metrics()).toMatchObject([{ function: "scan-errors", mailsSent: 2, firing: 0, scanAgeSeconds: 0.25 }]);
  expect(metrics()[0]).not.toHaveProperty("newErrors");
  expect(printed.flatMap(metricsOf).map(({ MetricName, unit }) => [MetricName, unit])).toEqual([
    ["mailsSent", "Count"],
    ["firing", "Count"],
    ["scanAgeSeconds", "Seconds"],
  ]);
});

test("what is not known is not told, and where nothing is, no line is printed", async () => {
  const { emitMetrics } = await import("../../lib/telemetry.ts");
  emitMetrics("ingest-object", { received: 0 }, { ingestLagSeconds: undefined });
  expect(printed).toEqual([]);
});

test("what one function says does not get into the next line", async () => {
  const { emitMetrics } = await import("../../lib/telemetry.ts");
  emitMetrics("ingest-http", { spooled: 1 });
  emitMetrics("ingest-logs", { received: 3 });
  expect(metrics()).toMatchObject([
    { function: "ingest-http", spooled: 1 },
    { function: "ingest-logs", received: 3 },
  ]);
  expect(metrics()[1]).not.toHaveProperty("spooled");
});

test("what the store refused is told of the store, and of the quarantined records only that", async () => {
  const { logReport } = await import("../../lib/telemetry.ts");
  const quarantined = [countsOf("2026-11-23", "web", { quarantined: 5 })];
  logReport(reportOf(quarantined, { reasons: { "not JSON": 5 } }));
  expect(printed).toEqual([]);
  logReport(reportOf(quarantined, { reasons: { "the store refused it": 3, "not JSON": 2 } }));
  expect(metrics()).toMatchObject([{ function: "store", refused: 3 }]);
});
