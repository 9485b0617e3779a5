import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { temporaryFolder } from "../../support/embedded.ts";
import { jsonLines, sluice } from "../../support/sluice.ts";

/** Each run is a process. */
vi.setConfig({ testTimeout: 30_000 });

const cwd = mkdtempSync(join(tmpdir(), "sluice-test-"));
const NOW = "2026-11-23T12:00:00Z";
const run = (...args: string[]) => sluice(["scan", ...args], { cwd, env: { SLUICE_NOW: NOW } });

/** An hour of orders, put in at noon; in its last 5 minutes payments are refused. */
beforeAll(async () => {
  const lines = Array.from({ length: 60 }, (_, minute) => {
    const timestamp = new Date(Date.parse("2026-11-23T11:00:00Z") + minute * 60_000).toISOString();
    const line = (message: string, level: string) => JSON.stringify({ timestamp, level, message, service: "checkout" });
    return minute < 55 ? [line("order placed", "info")] : [line("card refused", "warn"), line("card refused", "warn")];
  });
  writeFileSync(
    join(cwd, "sluice.yml"),
    "alerts: { rules: [{ name: refusals, type: count, query: refused, above: 3 }, { name: other, type: count, above: 1000 }] }",
  );
  const ended = await sluice(["ingest", "-"], { cwd, stdin: lines.flat().join("\n"), env: { SLUICE_NOW: NOW } });
  expect(jsonLines(ended)).toMatchObject([{ indexed: 65 }]);
  return () => rmSync(cwd, { recursive: true });
});

describe("a dry run", () => {
  test("prints what fires at a time, a JSON line each, and sends and keeps nothing", async () => {
    const ended = await run("--at", "2026-11-23T12:00:00Z", "--dry-run", "--by", "time");
    expect(ended).toMatchObject({ code: 0, stderr: "" });
    expect(jsonLines(ended)).toMatchObject([
      {
        phase: "firing",
        severity: "warn",
        rule: "refusals",
        what: "More than 3 lines with refused in 5 min",
        since: "2026-11-23T11:56:00.000Z",
        measured: "10 lines in 5 min (limit 3)",
        route: "default",
      },
    ]);
    const kept = await readdir(join(cwd, ".sluice"), { recursive: true });
    expect(kept.filter((path) => /mailbox|alerts/.test(path))).toEqual([]);
  });

  test("of a quiet time prints nothing", async () => {
    expect(await run("--at", "2026-11-23T11:30:00Z", "--dry-run", "--by", "time")).toEqual({
      code: 0,
      stdout: "",
      stderr: "",
    });
  });

  test("says where lines were put in later and --by time would find them", async () => {
    const { code, stdout, stderr } = await run("--at", "2026-11-23T12:00:00Z", "--dry-run");
    expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
    expect(stderr).toBe("sluice: no line arrived in that time, but 65 are dated so: --by time takes those\n");
  });
});

describe("a replay", () => {
  const hour = ["--from", "1h", "--to", "2026-11-23T12:20:00Z", "--by", "time"];

  test("prints a line per mail, then how many there were", async () => {
    const { code, stdout, stderr } = await run(...hour);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const lines = stdout.trimEnd().split("\n");
    expect(lines[0]).toMatch(/^2026-11-23T11:57:00.000Z {2}.*refused/);
    expect(lines.at(-1)).toBe(`${lines.length - 1} mails in 80 min; incidents by rule: refusals 1`);
  });

  test("as JSON has whole mails and the summary", async () => {
    const [mail, ...rest] = jsonLines(await run(...hour, "--json"));
    expect(mail).toMatchObject({
      at: "2026-11-23T11:57:00.000Z",
      route: "default",
      body: expect.stringContaining("refused"),
    });
    expect(rest.at(-1)).toMatchObject({
      summary: { from: "2026-11-23T11:00:00.000Z", scans: 81, incidents: { refusals: 1 }, failedRules: [] },
    });
  });

  test("may be of one rule alone", async () => {
    expect((await run(...hour, "--rule", "other")).stdout).toBe("0 mails in 80 min; incidents by rule: none\n");
  });

  test("of a rule that is not there says which are, and exits 1", async () => {
    const { code, stderr } = await run(...hour, "--rule", "nope");
    expect(code).toBe(1);
    expect(stderr).toContain("There is no rule nope. There are: errors, refusals, other");
  });

  test("that ends before it begins exits 1", async () => {
    expect(await run("--from", "1h", "--to", "2h")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("--from must be the earlier time"),
    });
  });
});

test("one scan now mails, keeps what it did, and prints its report", async () => {
  const folder = temporaryFolder();
  const line = JSON.stringify({ level: "fatal", message: "out of memory", timestamp: "2026-11-23T11:59:00Z" });
  await sluice(["ingest", "-"], { cwd: folder, stdin: line, env: { SLUICE_NOW: "2026-11-23T11:59:30Z" } });
  const scanned = () => sluice(["scan"], { cwd: folder, env: { SLUICE_NOW: NOW } });
  expect(jsonLines(await scanned())).toMatchObject([
    { newErrors: 1, fired: 1, mails: 1, failures: [], failedRules: [] },
  ]);
  expect(jsonLines(await scanned())).toMatchObject([{ newErrors: 0, fired: 0, mails: 0 }]);
  expect(await readdir(join(folder, ".sluice", "mailbox"))).toHaveLength(1);
});

test("a scan sends each mail where its route says", async () => {
  const folder = temporaryFolder();
  const yaml = "alerts: { routes: [{ name: shop, to: 'mailbox:shop' }], groups: [{ when: every, route: shop }] }";
  writeFileSync(join(folder, "sluice.yml"), yaml);
  const line = JSON.stringify({ level: "error", message: "card refused", timestamp: "2026-11-23T11:59:00Z" });
  await sluice(["ingest", "-"], { cwd: folder, stdin: line, env: { SLUICE_NOW: "2026-11-23T11:59:30Z" } });
  const ended = await sluice(["scan"], { cwd: folder, env: { SLUICE_NOW: NOW } });
  expect(jsonLines(ended)).toMatchObject([{ mails: 1, failures: [] }]);
  expect(await readdir(join(folder, "shop"))).toHaveLength(1);
});

describe("wrong usage exits 2 and says what was expected", () => {
  test.each([
    [["--at", "2026-11-23"], "--at needs --dry-run"],
    [["--to", "now"], "--to needs --from"],
    [["--from", "1h", "--dry-run"], "leave --dry-run out"],
    [["--rule", "errors"], "--rule needs --dry-run or --from"],
    [["--from", "1h", "--every", "90s"], "Expected whole minutes"],
    [["--from", "1h", "--by", "size"], "Allowed choices are arrival, time"],
  ])("sluice scan %j", async (args, message) => {
    const { code, stdout, stderr } = await run(...args);
    expect(stderr).toContain(message);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  });
});
