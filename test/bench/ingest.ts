/**
 * How fast one process ingests gzip NDJSON: `npm run bench -- ingest [--records 400000] [--store sink,bulk,sqlite,URL] [--no-redact]`.
 * `--lines access` takes access log lines instead, `--lines header` lines with a header of time, level and logger; their floor parses nothing.
 * `floor` is what nobody can avoid (gunzip, split, JSON.parse, JSON.stringify); `sink` is everything but a store,
 * `bulk` also the client of OpenSearch, whose bulks another process answers. Machines differ and are
 * noisy: compare figures of one run only; CPU seconds are the steadier ones.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { gunzipSync, gzipSync } from "node:zlib";
import { openFolderObjects } from "../../lib/adapters/folder/objects.ts";
import { openOpenSearchStore } from "../../lib/adapters/opensearch/store.ts";
import { openSqliteStore } from "../../lib/adapters/sqlite/store.ts";
import { parseConfig } from "../../lib/config.ts";
import { ingest } from "../../lib/ingest/run.ts";
import type { LogStore, ObjectStore } from "../../lib/ports.ts";
import { openSinkStore } from "../support/sink-store.ts";

const { values } = parseArgs({
  allowNegative: true,
  options: {
    records: { type: "string", default: "400000" },
    store: { type: "string", default: "sink,bulk,sqlite" },
    lines: { type: "string", default: "json" },
    redact: { type: "boolean", default: true },
  },
});
const records = Number(values.records);
const folder = mkdtempSync(join(tmpdir(), "sluice-bench-"));
const objects = await openFolderObjects({ path: join(folder, "objects") });
/** The settings that Sluice comes with: what they redact is part of the work. */
const sample = await readFile(new URL("../../sluice.yml", import.meta.url), "utf8");
const config = parseConfig({}, values.redact ? sample : "");
const sinks: ChildProcess[] = [];
const startMs = Date.UTC(2026, 10, 23);

function lineOf(n: number): string {
  if (values.lines === "access") return accessLine(n);
  if (values.lines === "header") return headerLine(n);
  return jsonLine(n);
}

function accessLine(n: number): string {
  const time = new Date(startMs + n * 20).toUTCString();
  const clf = `${time.slice(5, 7)}/${time.slice(8, 11)}/${time.slice(12, 16)}:${time.slice(17, 25)} +0000`;
  const status = n % 50 === 0 ? 502 : n % 11 === 0 ? 404 : 200;
  return `192.0.2.${n % 250} - - [${clf}] "GET /api/orders/${n}/items?page=${n % 7} HTTP/1.1" ${status} ${n % 9_999} "https://shop.example/" "Mozilla/5.0 (X11; Linux x86_64) Browser/${n % 90}"\n`;
}

function headerLine(n: number): string {
  const time = new Date(startMs + n * 20).toISOString().slice(0, 23).replace("T", " ").replace(".", ",");
  const level = n % 50 === 0 ? "ERROR" : "INFO ";
  return `${time} ${level} [worker-${n % 12}] com.example.shop.Orders - order ${n} of customer ${(n * 7919) % 100_003} was taken after ${n % 977} ms\n`;
}

function jsonLine(n: number): string {
  const level = n % 50 === 0 ? "ERROR" : n % 11 === 0 ? "WARN" : "INFO";
  return `${JSON.stringify({
    timestamp: new Date(startMs + n * 20).toISOString(),
    level,
    service: `service-${n % 12}`,
    message: `order ${n} of customer ${(n * 7919) % 100_003} was ${level === "ERROR" ? "refused by the payment provider" : "taken"} after ${n % 977} ms`,
    trace_id: (n * 2_654_435_761).toString(16).padStart(32, "0"),
    host: `web-${n % 5}`,
    region: "eu-central-1",
    path: `/api/orders/${n}/items`,
  })}\n`;
}

function body(): Buffer {
  const lines: Buffer[] = [];
  for (let from = 0; from < records; from += 10_000) {
    const count = Math.min(10_000, records - from);
    lines.push(gzipSync(Array.from({ length: count }, (_, n) => lineOf(from + n)).join("")));
  }
  return Buffer.concat(lines);
}

async function openStore(name: string): Promise<LogStore> {
  if (name === "sink") return openSinkStore();
  if (name === "bulk") return openOpenSearch(await bulkSinkUrl());
  if (name === "sqlite") return openSqliteStore({ path: join(folder, "logs.db"), granularity: "day" });
  return openOpenSearch(name);
}

function openOpenSearch(url: string): Promise<LogStore> {
  return openOpenSearchStore({
    url,
    arn: undefined,
    index: { ...config.index, prefix: `bench-${Date.now()}`, replicas: 0 },
  });
}

/** It ends with this process, which holds its standard input. */
async function bulkSinkUrl(): Promise<string> {
  const sink = spawn(process.execPath, [join(import.meta.dirname, "bulk-sink.ts")], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  sinks.push(sink);
  return String((await once(sink.stdout, "data"))[0]).trim();
}

async function* inChunks(bytes: Buffer, chunkBytes = 64 * 1024): AsyncGenerator<Buffer> {
  for (let from = 0; from < bytes.length; from += chunkBytes) yield bytes.subarray(from, from + chunkBytes);
}

interface Measured {
  readonly name: string;
  readonly seconds: number;
  readonly cpuSeconds: number;
}

async function measure(name: string, work: () => Promise<void>): Promise<Measured> {
  const cpu = process.cpuUsage();
  const started = performance.now();
  await work();
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  return { name, seconds, cpuSeconds: (user + system) / 1e6 };
}

async function measureStore(name: string, compressed: Buffer, into: ObjectStore): Promise<Measured> {
  const store = await openStore(name);
  try {
    return await measure(name, async () => {
      const delivery = {
        origin: "bench",
        scope: `bench-${name}`,
        name: "bench",
        deliveredMs: startMs + 86_400_000,
        body: inChunks(compressed),
      };
      const report = await ingest(delivery, { store, objects: into }, config);
      if (report.indexed !== records) throw new Error(`${report.indexed} of ${records} records were indexed`);
    });
  } finally {
    await store.close();
  }
}

try {
  const compressed = body();
  const results = [
    await measure("floor", async () => {
      let length = 0;
      for (const line of gunzipSync(compressed).toString("utf8").split("\n"))
        if (line !== "") length += JSON.stringify(values.lines === "json" ? JSON.parse(line) : { line }).length;
      if (length === 0) throw new Error("nothing was parsed");
    }),
  ];
  for (const name of values.store.split(",")) results.push(await measureStore(name, compressed, objects));
  console.log(`${records} records, ${(compressed.length / records).toFixed(0)} bytes each compressed`);
  for (const { name, seconds, cpuSeconds } of results) {
    const rate = Math.round(records / seconds).toLocaleString("en");
    console.log(
      `${name.padEnd(28)} ${rate.padStart(10)} records/s  ${((cpuSeconds * 1e6) / records).toFixed(2)} CPU s per million`,
    );
  }
} finally {
  for (const sink of sinks) sink.stdin?.end();
  rmSync(folder, { recursive: true, force: true });
}
