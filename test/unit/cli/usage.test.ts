import { describe, expect, test, vi } from "vitest";
import { temporaryFolder } from "../../support/embedded.ts";
import { sluice } from "../../support/sluice.ts";

/** Each run is a process. */
vi.setConfig({ testTimeout: 30_000 });

const run = (...args: string[]) => sluice(args, { cwd: temporaryFolder() });

describe("help is an answer", () => {
  test("--help names every command and exits 0", async () => {
    const { code, stdout, stderr } = await run("--help");
    expect(code).toBe(0);
    expect(stderr).toBe("");
    for (const name of ["start", "ingest", "normalize", "patterns", "search", "levels", "forecast", "generate"]) {
      expect(stdout).toMatch(new RegExp(`^ {2}${name} `, "m"));
    }
  });

  test("a command's --help shows examples", async () => {
    const { code, stdout } = await run("search", "--help");
    expect(code).toBe(0);
    expect(stdout).toContain("Examples:");
  });

  test("--version is the package's", async () => {
    expect(await run("--version")).toMatchObject({ code: 0, stdout: "0.1.0\n" });
  });
});

describe("wrong usage exits 2 and says what was expected", () => {
  test.each([
    [[], "Usage: sluice"],
    [["serch"], "Did you mean search?"],
    [["search", "--color"], "unknown option '--color'"],
    [["search", "--limit", "many"], "Expected a whole number from 1."],
    [["search", "--from", "yesterday"], "Expected a time such as"],
    [["search", "--level", "loud"], "Allowed choices are trace, debug, info"],
    [["ingest"], "missing required argument 'file'"],
    [["ingest", "a.log", "b.log", "--as", "logs/a.log"], "--as names one object"],
    [["normalize", "--time-zone", "Mars/Olympus"], "Expected an IANA time zone"],
    [["forecast", "--alpha", "1.5"], "at most 1"],
    [["forecast", "--horizon", "long"], "Expected a duration such as"],
    [["forecast", "rates.csv", "--query", "x"], "not both"],
    [["forecast", "--field", "attributes.ms"], "event.duration"],
    [["forecast", "--query", "x", "--statistic", "p95"], "needs --field"],
    [["start", "--port", "70000"], "Expected a port from 0 to 65535."],
    [["levels", "now"], "too many arguments"],
  ])("sluice %j", async (args, message) => {
    const { code, stdout, stderr } = await run(...args);
    expect(stderr).toContain(message);
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });
});

test("a broken sluice.yml is told with its keys, and exits 1", async () => {
  const cwd = temporaryFolder();
  const { writeFile } = await import("node:fs/promises");
  await writeFile(`${cwd}/sluice.yml`, "index:\n  retentionDays: never\nforecasts: {}\n");
  const { code, stderr } = await sluice(["start", "--port", "0"], { cwd });
  expect(code).toBe(1);
  expect(stderr).toContain('sluice.yml: index.retentionDays is "never"');
  expect(stderr).toContain("forecasts is not a key that Sluice knows");
  expect(stderr).not.toContain("    at ");
});
