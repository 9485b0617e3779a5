/**
 * How fast compressed logs become plain ones: `npm run bench -- decompress [--megabytes 100]`, beside what Node's own decoders give.
 * `small` is what a Fluentd buffer with `compress gzip` holds: a member for every 10 records. Compare figures of one run only.
 */
import { Readable } from "node:stream";
import { parseArgs } from "node:util";
import { createGunzip, createZstdDecompress, gzipSync, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { DEFAULT_LIMITS } from "../../lib/ingest/decompress/limits.ts";
import { decompress } from "../../lib/ingest/decompress/run.ts";
import { inPieces } from "../support/streams.ts";

const { values } = parseArgs({ options: { megabytes: { type: "string", default: "100" } } });
const CHUNK_BYTES = 64 * 1024;
const LINE_BYTES = 250;

function lineOf(n: number): string {
  const line = JSON.stringify({
    timestamp: new Date(Date.UTC(2026, 10, 23) + n * 20).toISOString(),
    level: n % 50 === 0 ? "ERROR" : "INFO",
    service: `service-${n % 12}`,
    message: `order ${n} of customer ${(n * 7919) % 100_003} was taken after ${n % 977} ms`,
    trace_id: (n * 2_654_435_761).toString(16).padStart(32, "0"),
    path: `/api/orders/${n}/items`,
  });
  return `${line.padEnd(LINE_BYTES - 1)}\n`;
}

const plain = Buffer.from(
  Array.from({ length: (Number(values.megabytes) * 1e6) / LINE_BYTES }, (_, n) => lineOf(n)).join(""),
);
/** Sizes are whole lines. */
const parts = (lines: number) => {
  const cut: Buffer[] = [];
  for (let at = 0; at < plain.length; at += lines * LINE_BYTES) cut.push(plain.subarray(at, at + lines * LINE_BYTES));
  return cut;
};

async function measure(name: string, content: () => AsyncIterable<Uint8Array>): Promise<void> {
  const cpu = process.cpuUsage();
  const started = performance.now();
  let bytes = 0;
  for await (const chunk of content()) bytes += chunk.length;
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  if (bytes !== plain.length) throw new Error(`${name} gave ${bytes} of ${plain.length} bytes`);
  const perSecond = (by: number) => (bytes / 1e6 / by).toFixed(0).padStart(6);
  console.log(`${name.padEnd(28)} ${perSecond(seconds)} MB/s  ${perSecond((user + system) / 1e6)} MB per CPU second`);
}

const sluice = (bytes: Buffer) => () =>
  decompress(inPieces(bytes, CHUNK_BYTES), {}, DEFAULT_LIMITS, ({ reason }) => {
    throw new Error(reason);
  });
const node = (bytes: Buffer, decoder: () => NodeJS.ReadWriteStream) => () =>
  Readable.from(inPieces(bytes, CHUNK_BYTES)).pipe(decoder()) as unknown as AsyncIterable<Uint8Array>;

const cases = [
  ["gzip, one member", gzipSync(plain), createGunzip],
  ["gzip, large members", Buffer.concat(parts(10_000).map((part) => gzipSync(part))), createGunzip],
  ["gzip, small members", Buffer.concat(parts(10).map((part) => gzipSync(part))), createGunzip],
  ["zstd, one frame", zstdCompressSync(plain), createZstdDecompress],
] as const;

for (const [name, bytes, decoder] of cases) {
  await measure(`${name}: node`, node(bytes, decoder));
  await measure(`${name}: sluice`, sluice(bytes));
}

// Node reads one frame only: each must be found first.
const frames = parts(10).map((part) => zstdCompressSync(part));
await measure("zstd, small frames: node", async function* () {
  for (const frame of frames) yield zstdDecompressSync(frame);
});
await measure("zstd, small frames: sluice", sluice(Buffer.concat(frames)));
