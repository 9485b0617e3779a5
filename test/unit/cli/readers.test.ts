import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { temporaryFolder } from "../../support/embedded.ts";
import { jsonLines, sluice } from "../../support/sluice.ts";

/** Each run is a process. */
vi.setConfig({ testTimeout: 30_000 });

const COUNT = 2_500;
const START_MS = Date.UTC(2026, 10, 23, 10);
const cwd = mkdtempSync(join(tmpdir(), "sluice-test-"));
const run = (...args: string[]) => sluice(args, { cwd, env: { SLUICE_NOW: "2026-11-23T12:00:00Z" } });

beforeAll(async () => {
  const levels = ["info", "info", "info", "error", "warn"];
  const lines = Array.from({ length: COUNT }, (_, n) =>
    JSON.stringify({
      timestamp: new Date(START_MS + n * 1000).toISOString(),
      level: levels[n % levels.length],
      message: `number ${n} [n${n}]`,
      service: n % 2 === 0 ? "checkout" : "orders",
    }),
  );
  const ended = await sluice(["ingest", "-"], { cwd, stdin: lines.join("\n") });
  expect(jsonLines(ended)).toMatchObject([{ indexed: COUNT }]);
  return () => rmSync(cwd, { recursive: true });
});

describe("search", () => {
  test("without anything: the latest 10, newest first, a line each in UTC", async () => {
    const lines = (await run("search")).stdout.trimEnd().split("\n");
    expect(lines).toHaveLength(10);
    expect(lines[0]).toBe("2026-11-23 10:41:39.000 WARN  orders  number 2499 [n2499]");
    expect(lines[1]).toBe("2026-11-23 10:41:38.000 ERROR checkout  number 2498 [n2498]");
  });

  test("a limit beyond the store's page gives every record once, in order", async () => {
    const found = jsonLines<{ message: string }>(await run("search", "*", "--limit", "1000000", "--json"));
    expect(found.map(({ message }) => message)).toEqual(
      Array.from({ length: COUNT }, (_, n) => `number ${COUNT - 1 - n} [n${COUNT - 1 - n}]`),
    );
  });

  test("query, level, service and times all narrow", async () => {
    const args = [
      "number",
      "level:error",
      "--service",
      "checkout",
      "--level",
      "error",
      "--from",
      "2026-11-23T10:00",
      "--to",
    ];
    const found = jsonLines<{ message: string }>(await run("search", ...args, "2026-11-23 10:00:20", "--json"));
    expect(found.map(({ message }) => message)).toEqual(["number 18 [n18]", "number 8 [n8]"]);
  });

  test("--from 80m counts back from SLUICE_NOW", async () => {
    expect(jsonLines(await run("search", "--from", "80m", "--limit", "5000", "--json"))).toHaveLength(100);
  });

  test("no hit is no error", async () => {
    expect(await run("search", "nowhere")).toEqual({ code: 0, stdout: "", stderr: "" });
  });

  test("a reader that has seen enough ends it quietly", async () => {
    const main = join(import.meta.dirname, "../../../lib/cli/main.ts");
    const child = spawn(process.execPath, [main, "search", "*", "--limit", "100000", "--json"], {
      cwd,
      env: { NODE_OPTIONS: "--disable-warning=ExperimentalWarning" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    onTestFinished(() => void child.kill("SIGKILL"));
    await once(child.stdout, "readable");
    child.stdout.destroy();
    const [errors, [code]] = await Promise.all([text(child.stderr), once(child, "exit")]);
    expect({ code, errors }).toEqual({ code: 0, errors: "" });
  });

  test("a store that is not there is an error that says how to make one", async () => {
    const ended = await sluice(["search"], { cwd: temporaryFolder() });
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain("There are no logs at .sluice/logs.db yet");
  });
});

describe("levels", () => {
  test("counts and shares as CSV, most frequent first", async () => {
    expect((await run("levels")).stdout).toBe("level,count,share\ninfo,1500,0.6\nerror,500,0.2\nwarn,500,0.2\n");
  });

  test("--json, within a time", async () => {
    const args = ["levels", "--json", "--from", "2026-11-23T10:00:00Z", "--to", "2026-11-23T10:00:10Z"];
    expect(jsonLines(await run(...args))).toEqual([
      { level: "info", count: 6, share: 0.6 },
      { level: "error", count: 2, share: 0.2 },
      { level: "warn", count: 2, share: 0.2 },
    ]);
  });
});

describe("forecast", () => {
  const series = `timestamp,value\n${[10, 12, 11].map((value, n) => `2026-11-23T10:0${n}:00Z,${value}`).join("\n")}\n`;

  test("smooths by S = αX + (1−α)S, each row from those before it, and appends the horizon", async () => {
    const { stdout, code } = await sluice(["forecast", "--alpha", "0.5", "--horizon", "2m"], { cwd, stdin: series });
    const rows = stdout
      .trimEnd()
      .split("\n")
      .map((line) => line.split(",").slice(0, 3));
    expect(code).toBe(0);
    expect(rows[0]).toEqual(["timestamp", "value", "expected"]);
    expect(rows.slice(2)).toEqual([
      ["2026-11-23T10:01:00Z", "12", "10"],
      ["2026-11-23T10:02:00Z", "11", "11"],
      ["2026-11-23T10:03:00Z", "", "11"],
      ["2026-11-23T10:04:00Z", "", "11"],
    ]);
  });

  test("reads the store in place of a file: a row for each whole minute, zeros filled in", async () => {
    const { stdout, code } = await run(
      "forecast",
      "--service",
      "checkout",
      "--level",
      "error",
      "--from",
      "2h",
      "--to",
      "2026-11-23T10:45",
    );
    const rows = stdout.trimEnd().split("\n");
    expect(code).toBe(0);
    expect(rows[0]).toBe("timestamp,value,expected,lower,upper,score,anomaly");
    expect(rows.slice(1).map((row) => row.split(",").slice(0, 2))).toEqual(
      Array.from({ length: 45 }, (_, n) => [
        new Date(START_MS + n * 60_000).toISOString().replace(".000", ""),
        n < 41 ? "6" : n === 41 ? "4" : "0",
      ]),
    );
  });

  test("takes no minute that is still to come for one without records", async () => {
    const { stdout } = await run("forecast", "--to", "2026-11-24");
    expect(stdout.trimEnd().split("\n").at(-1)).toMatch(/^2026-11-23T11:59:00Z,0,/);
  });

  test("a query that finds nothing is told, and exits 1", async () => {
    const { stderr, code } = await run("forecast", "--query", "unheard-of");
    expect(code).toBe(1);
    expect(stderr).toContain("unheard-of: There is nothing from 2026-11-16T12:00:00.000Z to 2026-11-23T12:00:00.000Z");
  });

  test("--month tells how many records the store will have by its end", async () => {
    const [month] = jsonLines<{ expected: number; lower: number; upper: number }>(await run("forecast", "--month"));
    expect(month).toMatchObject({
      from: "2026-11-01T00:00:00.000Z",
      to: "2026-12-01T00:00:00.000Z",
      at: "2026-11-23T12:00:00.000Z",
      countedFrom: "2026-11-23T10:00:00.000Z",
      soFar: COUNT,
    });
    expect(month?.lower).toBe(COUNT);
    expect(month?.upper).toBeGreaterThan(month?.expected ?? 0);
  });

  test("and what they cost, where sluice.yml says what a million do", async () => {
    const SLUICE_CONFIG = join(cwd, "priced.yml");
    await writeFile(SLUICE_CONFIG, "forecast: { costPerMillion: 20000 }\n");
    const { stdout } = await sluice(["forecast", "--month"], {
      cwd,
      env: { SLUICE_NOW: "2026-11-23T12:00:00Z", SLUICE_CONFIG },
    });
    const { expected, cost } = JSON.parse(stdout);
    expect(cost).toMatchObject({ soFar: COUNT / 50, expected: expected / 50 });
  });

  test("a line that is no row is named, and exits 1", async () => {
    const { stdout, stderr, code } = await sluice(["forecast"], { cwd, stdin: `${series}soon,1\n` });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain('standard input: line 5 is "soon"');
  });
});

test("patterns: lines that differ in their variable parts have one pattern", async () => {
  const ended = await sluice(["patterns"], { cwd, stdin: "user 17 not found\nuser 4 not found\nother\n" });
  const [first, second, third] = jsonLines<{ pattern: string; template: string }>(ended);
  expect(first).toEqual(second);
  expect(first?.pattern).not.toBe(third?.pattern);
});
