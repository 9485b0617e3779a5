/**
 * What one scan asks of a store: `npm run bench -- scan [--records 10000000] [--groups 10000] [--share 0.03]
 * [--store opensearch|sqlite] [--url URL]`. Fills a store with a day whose last quarter of an hour is an incident (error-records.ts) of
 * that share of the records, unless --url names one that is filled; then reads the error groups of that quarter. Prints the times of
 * several reads, and the most memory that this process had. Hostile: `--records 1000000 --groups 1000000000 --share 1`.
 */
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openOpenSearchStore } from "../../lib/adapters/opensearch/store.ts";
import { openSqliteStore } from "../../lib/adapters/sqlite/store.ts";
import type { LogStore } from "../../lib/ports.ts";
import { startOpenSearch } from "../support/opensearch/server.ts";
import { END_MS, INCIDENT_MS, recordOf } from "./error-records.ts";

const { values } = parseArgs({
  options: {
    records: { type: "string", default: "10000000" },
    groups: { type: "string", default: "10000" },
    share: { type: "string", default: "0.03" },
    store: { type: "string", default: "opensearch" },
    url: { type: "string" },
  },
});
const day = { records: Number(values.records), groups: Number(values.groups), share: Number(values.share) };
const READS = 5;
const BATCH = 5_000;
const MOST = 200_000;

const { store, stop } = values.store === "sqlite" ? await openSqlite() : await openSearch();
try {
  if (values.url === undefined) await fill(store);
  await read(store);
} finally {
  await store.close();
  await stop();
}

async function openSqlite() {
  const folder = mkdtempSync(join(tmpdir(), "sluice-bench-"));
  const path = values.url ?? join(folder, "logs.db");
  const opened = await openSqliteStore({ path, granularity: "day" });
  return { store: opened, stop: async () => rmSync(folder, { recursive: true }) };
}

async function openSearch() {
  const server = values.url === undefined ? await startOpenSearch() : undefined;
  const url = values.url ?? server?.url ?? "";
  const index = { prefix: values.url === undefined ? `bench-${randomUUID()}` : "app-logs", shards: 1, replicas: 0 };
  const opened = await openOpenSearchStore({ url, arn: undefined, index: { ...index, granularity: "day" } });
  return { store: opened, stop: async () => server?.stop() };
}

async function fill(into: LogStore): Promise<void> {
  const startMs = performance.now();
  let next = 0;
  async function write(): Promise<void> {
    while (next < day.records) {
      const from = next;
      next += BATCH;
      const size = Math.min(BATCH, day.records - from);
      const outcomes = await into.write(Array.from({ length: size }, (_, i) => recordOf(from + i, day)));
      if (outcomes.some(({ kind }) => kind !== "indexed")) throw new Error("A record was not taken");
    }
  }
  await Promise.all([write(), write()]);
  await into.refresh();
  const seconds = (performance.now() - startMs) / 1_000;
  console.log(`${day.records.toLocaleString("en")} records written in ${seconds.toFixed(0)} s`);
}

async function read(from: LogStore): Promise<void> {
  const window = { ingestedFromMs: END_MS - INCIDENT_MS, ingestedToMs: END_MS };
  for (const most of [MOST / 10, MOST]) {
    const times: number[] = [];
    let told = "";
    for (let n = 0; n < READS; n++) {
      const startMs = performance.now();
      // Another window each time: OpenSearch would answer the same question from its cache.
      const ingestedFromMs = window.ingestedFromMs + n;
      const { groups, rest } = await from.errorGroups({ ...window, ingestedFromMs, most });
      times.push(performance.now() - startMs);
      const errors = groups.reduce((sum, { count }) => sum + count, 0);
      const different = new Set(groups.map(({ service, pattern }) => `${service} ${pattern}`)).size;
      told = `${errors} errors in ${groups.length} groups and minutes (${different} groups), rest ${rest}`;
    }
    const mebibytes = Math.round(process.resourceUsage().maxRSS / 1024);
    console.log(`at most ${most}: ${times.map((ms) => ms.toFixed(0)).join(" ")} ms; ${told}; ${mebibytes} MiB`);
  }
  const filter = { ...window, errorsOnly: true };
  await time("count", () => from.count(filter));
  await time("distinct services", () => from.distinct(filter, "service.name"));
  await time("histogram by arrival", async () => (await from.histogram(filter, 60_000, "event.ingested")).length);
}

async function time(what: string, ask: () => Promise<number>): Promise<void> {
  const startMs = performance.now();
  const answer = await ask();
  console.log(`${what}: ${(performance.now() - startMs).toFixed(0)} ms, ${answer}`);
}
