/**
 * What memory one process takes for objects of growing length, and what a continuation pays for the way to its mark:
 * `npm run bench -- memory [--gigabytes 2]`. gzip NDJSON of 300-byte records into a sink, made while it is read; the last rows are one line of
 * 300 MB, and a POST of 42 MB through the function into SQLite (its cache holds 64 MiB). All should stay within 256 MiB but the last.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { MemoryFigures } from "../support/ingest-memory.ts";

const { values } = parseArgs({ options: { gigabytes: { type: "string", default: "2" } } });
const SCRIPT = join(import.meta.dirname, "../support/ingest-memory.ts");
const FLAGS = ["--disable-warning=ExperimentalWarning", "--max-semi-space-size=8"];

function measure(name: string, kind: string, megabytes: number): void {
  const child = spawnSync(process.execPath, [...FLAGS, SCRIPT, kind, String(megabytes)], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  // The script prints nothing else.
  const { records, peakMebibytes, cpuSeconds, seconds } = JSON.parse(child.stdout) as MemoryFigures;
  const rows = [
    name.padEnd(24),
    `${peakMebibytes} MiB`.padStart(9),
    `${records.toLocaleString("en")} records`.padStart(20),
    `${cpuSeconds.toFixed(1)} CPU s`.padStart(13),
    `${((cpuSeconds * 1e6) / records).toFixed(1)} CPU s per million`.padStart(26),
    `${((seconds * 1_000) / megabytes).toFixed(1)} s per GB`.padStart(15),
  ];
  console.log(rows.join(""));
}

const megabytes = Number(values.gigabytes) * 1_000;
for (const share of [0.01, 0.1, 1]) measure(`${megabytes * share} MB of lines`, "lines", megabytes * share);
measure(`the way through ${megabytes} MB`, "skipped", megabytes);
measure("one line of 300 MB", "line", 300);
measure("a POST of 42 MB", "post", 42);
