import { expect, test, vi } from "vitest";
import { temporaryFolder } from "../../support/embedded.ts";
import { jsonLines, sluice } from "../../support/sluice.ts";

/** Each run is a process. */
vi.setConfig({ testTimeout: 30_000 });

const run = (...args: string[]) => sluice(["generate", ...args], { cwd: temporaryFolder() });

test("the classic lines: one a second, with time, level, message and service", async () => {
  const records = jsonLines(await run("--start", "2026-11-23T10:00:00Z", "--seconds", "90"));
  expect(records).toHaveLength(90);
  expect(records.map(({ timestamp }) => timestamp).slice(58, 61)).toEqual([
    "2026-11-23 10:00:58",
    "2026-11-23 10:00:59",
    "2026-11-23 10:01:00",
  ]);
  for (const record of records) {
    expect(Object.keys(record)).toEqual(["timestamp", "level", "message", "service"]);
    expect(record["service"]).toBe("app1");
    expect(["INFO", "WARN", "ERROR"]).toContain(record["level"]);
  }
});

test("the same seed gives the same lines, another one others", async () => {
  const lines = async (seed: string) => (await run("--start", "2026-11-23", "--seed", seed)).stdout;
  expect(await lines("7")).toBe(await lines("7"));
  expect(await lines("7")).not.toBe(await lines("8"));
});

test("--count and --rate: so many lines, in so little time", async () => {
  const records = jsonLines(await run("--start", "2026-11-23T10:00:00Z", "--count", "1001", "--rate", "100"));
  expect(records).toHaveLength(1001);
  expect(records.at(-1)?.["timestamp"]).toBe("2026-11-23 10:00:10");
});

test("--format text is a line for people", async () => {
  const { stdout } = await run("--start", "2026-11-23T10:00:00Z", "--count", "1", "--format", "text");
  expect(stdout).toMatch(/^2026-11-23 10:00:00 (INFO |WARN |ERROR) app1 .+\n$/);
});
