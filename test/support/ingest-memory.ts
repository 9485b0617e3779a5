/**
 * A process that ingests one generated delivery into a sink and says on one line what it took of memory and time:
 * `node ingest-memory.ts lines|line|skipped|post MEGABYTES [LINE_BYTES]`. The delivery is made while it is read: all that is held is Sluice's.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { APIGatewayProxyEventV2, Context } from "aws-lambda";
import type { Delivery } from "../../lib/ingest/delivery.ts";
import { type Mark, WHOLE } from "../../lib/ingest/pass.ts";
import { readRecords } from "../../lib/ingest/read.ts";
import { ingest } from "../../lib/ingest/run.ts";
import type { ObjectStore } from "../../lib/ports.ts";
import { openSinkStore } from "./sink-store.ts";

export interface MemoryFigures {
  readonly records: number;
  readonly peakMebibytes: number;
  readonly cpuSeconds: number;
  readonly seconds: number;
}

const [kind = "", megabytes = "0", lineBytes = "300"] = process.argv.slice(2);
const NOW_MS = Date.UTC(2026, 10, 23);
const SETTINGS = { datasets: [], nowMs: () => NOW_MS };
const MEMBER_BYTES = 8_000_000;
const totalBytes = Number(megabytes) * 1_000_000;

const store = openSinkStore();
const objects: ObjectStore = {
  url: "sink:",
  get: async () => undefined,
  put: async () => ({ etag: "" }),
  async *list() {},
  delete: async () => {},
};

function lines(): Buffer {
  const made: string[] = [];
  for (let bytes = 0, n = 0; bytes < MEMBER_BYTES; n++) {
    const line = JSON.stringify({
      timestamp: new Date(NOW_MS + n * 20).toISOString(),
      level: n % 50 === 0 ? "ERROR" : "INFO",
      message: `order ${n} of customer ${(n * 7919) % 100_003} was taken after ${n % 977} ms`,
      trace_id: (n * 2_654_435_761).toString(16).padStart(32, "0"),
      host: `web-${n % 5}`,
      rest: "x".repeat(Math.max(0, Number(lineBytes) - 200)),
    });
    made.push(`${line}\n`);
    bytes += line.length + 1;
  }
  return Buffer.from(made.join(""));
}

/** As many gzip members as the size asks for, each the same bytes. */
async function* members(): AsyncGenerator<Uint8Array> {
  const member = gzipSync(lines());
  for (let bytes = 0; bytes < totalBytes; bytes += MEMBER_BYTES) yield member;
}

async function* oneLine(): AsyncGenerator<Uint8Array> {
  const piece = Buffer.alloc(64 * 1024, "x");
  for (let bytes = 0; bytes < totalBytes; bytes += piece.length) yield piece;
  yield Buffer.from("\nbehind the long line\n");
}

const deliveryOf = (body: AsyncIterable<Uint8Array>): Delivery => ({
  origin: "memory",
  scope: "memory",
  name: "memory",
  deliveredMs: NOW_MS,
  body,
});

/** Only the way to a mark at the end. */
async function skip(): Promise<number> {
  const from: Mark = {
    bytes: totalBytes,
    place: { block: Math.floor(totalBytes / 65_536) - 1, ordinal: 1 },
    documents: 1,
  };
  let records = 0;
  for await (const some of readRecords(deliveryOf(members()), SETTINGS, { ...WHOLE, from })) records += some.length;
  return records;
}

async function post(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "sluice-memory-"));
  process.env["STORE_URL"] = `sqlite:${folder}/logs.db`;
  process.env["OBJECTS_URL"] = `folder:${folder}/objects`;
  process.env["SLUICE_ANONYMOUS"] = "true";
  process.env["POWERTOOLS_LOG_LEVEL"] = "SILENT";
  process.env["POWERTOOLS_METRICS_DISABLED"] = "true";
  try {
    const { handler } = await import("../../functions/ingest-http.ts");
    // Only what the handler reads of an event and a context.
    const event = {
      rawPath: "/ingest/big",
      headers: { "content-type": "application/x-ndjson" },
      requestContext: { requestId: "r", http: { method: "POST" } },
      body: Buffer.alloc(totalBytes, lines().subarray(0, MEMBER_BYTES)).toString("base64"),
      isBase64Encoded: true,
    } as unknown as APIGatewayProxyEventV2;
    const { body } = await handler(event, { getRemainingTimeInMillis: () => 600_000 } as Context);
    return Number(JSON.parse(body ?? "")["received"]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function run(): Promise<number> {
  if (kind === "skipped") return skip();
  if (kind === "post") return post();
  const body = kind === "line" ? oneLine() : members();
  return (await ingest(deliveryOf(body), { store, objects }, SETTINGS)).received;
}

const startedMs = performance.now();
const records = await run();
const { user, system } = process.cpuUsage();
const figures: MemoryFigures = {
  records,
  peakMebibytes: Math.round(process.resourceUsage().maxRSS / 1024),
  cpuSeconds: (user + system) / 1e6,
  seconds: (performance.now() - startedMs) / 1000,
};
console.log(JSON.stringify(figures));
