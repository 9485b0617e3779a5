import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import type { MemoryFigures } from "../../support/ingest-memory.ts";

const SCRIPT = join(import.meta.dirname, "../../support/ingest-memory.ts");
/** As the `sluice` command runs. */
const FLAGS = ["--disable-warning=ExperimentalWarning", "--max-semi-space-size=8"];

async function measure(...args: string[]): Promise<MemoryFigures> {
  const child = spawn(process.execPath, [...FLAGS, SCRIPT, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  const [output] = await Promise.all([text(child.stdout), once(child, "exit")]);
  return JSON.parse(output);
}

test("an object of any length takes the same memory, and the same time for each record", async () => {
  const short = await measure("lines", "32", "2000");
  const long = await measure("lines", "256", "2000");
  expect(long.records).toBe(8 * short.records);
  expect(long.peakMebibytes).toBeLessThan(256);
  expect(long.peakMebibytes - short.peakMebibytes).toBeLessThan(64);
  expect(long.cpuSeconds / short.cpuSeconds).toBeLessThan(8 * 1.5);
}, 60_000);

test("one line of 100 MB is held a piece at a time", async () => {
  const { records, peakMebibytes } = await measure("line", "100");
  expect(records).toBe(2);
  expect(peakMebibytes).toBeLessThan(256);
}, 60_000);

test("the way to a mark holds nothing of what it passes", async () => {
  expect((await measure("skipped", "256", "2000")).peakMebibytes).toBeLessThan(256);
}, 60_000);
