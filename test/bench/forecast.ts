/**
 * What a run of the forecast takes: `npm run bench -- forecast [--series 1000] [--minutes 5] [--days 0]`. Fills a SQLite file with a quarter of
 * an hour (and days before it) of records of so many services that they make as many series, lets a first run learn them, then measures in a process of its own: a run for
 * each further minute, with the state in a folder, the records in the file and the points of 100 series written back. Prints the time of
 * each run, the memory beyond what the process had before the first (SQLite's cache takes up to 64 MiB of it), and the size of the state.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openFolderObjects } from "../../lib/adapters/folder/objects.ts";
import { openSqliteStore } from "../../lib/adapters/sqlite/store.ts";
import { parseConfig } from "../../lib/config.ts";
import { forecast } from "../../lib/forecast/run.ts";
import type { StoredDocument } from "../../lib/ports.ts";
import { storedDocument } from "../support/stored-document.ts";

const { values } = parseArgs({
  options: {
    series: { type: "string", default: "1000" },
    minutes: { type: "string", default: "5" },
    days: { type: "string", default: "0" },
    /** Of the process that measures. */
    folder: { type: "string" },
  },
});
const MINUTE_MS = 60_000;
const START_MS = Date.parse("2026-11-23T10:00:00Z");
const BEGUN = 16 + 1440 * Number(values.days);
const minutes = Number(values.minutes);
const wanted = Number(values.series);
/** Each is two series, itself and its level; all records and all of that level are two more. */
const services = Math.max(1, Math.floor((wanted - 2) / 2));

if (values.folder === undefined) measureInChild(await prepare());
else await measure(values.folder);

async function prepare(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "sluice-bench-"));
  const { store, run } = await openIn(folder);
  for (let n = 0; n < BEGUN + minutes; n++) {
    const records = Array.from({ length: 2 * services }, (_, i) => recordOf(n, i));
    for (let i = 0; i < records.length; i += 5_000) await store.write(records.slice(i, i + 5_000));
  }
  const startMs = performance.now();
  const { series } = await run(BEGUN);
  const seconds = (performance.now() - startMs) / 1_000;
  console.log(`${series} series; the first run took ${seconds.toFixed(1)} s for ${BEGUN} minutes`);
  await store.close();
  return folder;
}

function measureInChild(folder: string): void {
  const main = join(import.meta.dirname, "main.ts");
  const flags = ["--disable-warning=ExperimentalWarning", "--max-semi-space-size=8"];
  const options = ["--folder", folder, "--series", String(wanted), "--minutes", String(minutes), "--days", values.days];
  spawnSync(process.execPath, [...flags, main, "forecast", ...options], { stdio: "inherit" });
  rmSync(folder, { recursive: true });
}

async function measure(folder: string): Promise<void> {
  const { store, run } = await openIn(folder);
  const before = process.resourceUsage().maxRSS / 1024;
  const cpu = process.cpuUsage();
  const times: string[] = [];
  let points = 0;
  for (let n = 1; n <= minutes; n++) {
    const startMs = performance.now();
    points += (await run(BEGUN + n)).points;
    times.push((performance.now() - startMs).toFixed(0));
  }
  const beyond = process.resourceUsage().maxRSS / 1024 - before;
  const state = join(folder, "objects/state");
  const sizes = readdirSync(state).map((file) => (statSync(join(state, file)).size / 1e6).toFixed(1));
  const { user, system } = process.cpuUsage(cpu);
  const cpuMs = ((user + system) / 1_000 / minutes).toFixed(0);
  console.log(`a minute: ${times.join(" ")} ms, of which ${cpuMs} ms CPU; ${points} points written`);
  console.log(`memory: ${beyond.toFixed(0)} MiB beyond ${before.toFixed(0)} MiB; state: ${sizes.join(" ")} MB`);
  await store.close();
}

async function openIn(folder: string) {
  const store = await openSqliteStore({ path: join(folder, "logs.db"), granularity: "day" });
  const objects = await openFolderObjects({ path: join(folder, "objects") });
  const settings = parseConfig({}, `forecast: { series: ${wanted} }`);
  const run = (n: number) => forecast({ store, objects, settings, nowMs: START_MS + (n + 1) * MINUTE_MS });
  return { store, run };
}

function recordOf(n: number, i: number): StoredDocument {
  const iso = new Date(START_MS + n * MINUTE_MS + (i % 60_000)).toISOString();
  const service = `service-${(i * 7 + n) % services}`;
  const level = "info";
  const record = { "@timestamp": iso, message: "done", "event.ingested": iso, "service.name": service };
  return storedDocument(`${n}-${i}`, { ...record, "log.level": level });
}
