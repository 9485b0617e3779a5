import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { writeContinuation } from "../../../lib/ingest/continuation.ts";
import type { Delivery } from "../../../lib/ingest/delivery.ts";
import { type Mark, WHOLE, WINDOW_BYTES } from "../../../lib/ingest/pass.ts";
import { type ReadRecord, readRecords } from "../../../lib/ingest/read.ts";
import { ingest } from "../../../lib/ingest/run.ts";
import { readQueueBody } from "../../../lib/ingest/s3-event.ts";
import { allDocuments, openEmbedded, quarantined } from "../../support/embedded.ts";
import { inPieces } from "../../support/streams.ts";

const DELIVERED = Date.parse("2026-11-23T12:00:00Z");
const SETTINGS = { datasets: [], nowMs: () => DELIVERED + 1_000 };
const MEBIBYTE = 1024 * 1024;

const objectOf = (bytes: Buffer, name: string): Delivery => ({
  origin: `s3://logs/${name}`,
  scope: `s3://logs/${name}`,
  name,
  deliveredMs: DELIVERED,
  body: inPieces(bytes, 50_000),
});

/** As the queue carries it. */
function throughTheQueue(mark: Mark): Mark {
  const body = writeContinuation({ bucket: "b", key: "k", etag: '"e"', deliveredMs: DELIVERED, mark });
  const read = readQueueBody(body);
  if (read.kind !== "continuation") throw new Error(`read as ${read.kind}`);
  return read.continuation.mark;
}

/** Passes of so many blocks each, until one comes to the end. */
async function inPasses(
  bytes: Buffer,
  name: string,
  blocks: number,
): Promise<{ records: ReadRecord[]; passes: number }> {
  const records: ReadRecord[] = [];
  let from: Mark | undefined;
  for (let passes = 1; ; passes++) {
    let taken = 0;
    let stopped: Mark | undefined;
    const pass = {
      ...WHOLE,
      ...(from && { from }),
      isOver: () => ++taken >= blocks,
      onStop(mark: Mark) {
        stopped = mark;
      },
    };
    for await (const some of readRecords(objectOf(bytes, name), SETTINGS, pass)) records.push(...some);
    if (!stopped) return { records, passes };
    from = throughTheQueue(stopped);
  }
}

/** What an id, a place and a document are, without views on buffers. */
const plain = (records: readonly ReadRecord[]) =>
  records.map((record) => {
    if (record.kind === "document") return { id: record.document.id, json: record.document.json };
    if (record.kind === "filtered") return record;
    const { bytes, ...entry } = record.entry;
    return { ...entry, text: Buffer.from(bytes).toString("latin1") };
  });

const many = (count: number, line: (n: number) => string) =>
  Buffer.from(Array.from({ length: count }, (_, n) => line(n)).join(""));
const json = (n: number) =>
  JSON.stringify({ time: "2026-11-23 10:00:00", level: "INFO", message: `order ${n} paid`, n });
const time = (n: number) => new Date(DELIVERED + n).toISOString();
const trace = (n: number) =>
  `${time(n)} ERROR [shop] request ${n} failed\njava.lang.IllegalStateException: no stock\n${"\tat com.example.Shop.pay(Shop.java:12)\n".repeat(9)}`;

const BODIES: [string, string, Buffer][] = [
  [
    "NDJSON with broken lines",
    "a.json",
    many(9_000, (n) => (n > 6_000 && n % 700 === 3 ? `{"broken ${n}\n` : `${json(n)}\n`)),
  ],
  ["objects glued together on one line", "a.log", many(9_000, json)],
  ["glued objects on many lines", "a.log", many(3_000, (n) => `${json(n)}${json(-n)}${json(n + 1)}\n`)],
  [
    "a JSON array with odd elements",
    "a.json",
    Buffer.from(`[${many(9_000, (n) => (n > 6_000 && n % 900 === 1 ? `{"a":},` : `${json(n)},\n`))}{}]`),
  ],
  [
    "objects over several lines",
    "a.json",
    many(6_000, (n) => `${JSON.stringify({ message: `paid ${n}`, deep: { n, a: [1, 2] } }, null, 2)}\n`),
  ],
  [
    "CSV with a header and line ends in quotes",
    "a.csv",
    many(9_000, (n) =>
      n === 0 ? "time,level,message\n" : `${time(n)},INFO,"order ${n}\nsaid ""yes"", twice, of many words and more"\n`,
    ),
  ],
  ["Fluentd's out_file", "a.log", many(7_000, (n) => `2026-11-23T10:00:00+00:00\tapp.${n % 3}\t${json(n)}\n`)],
  [
    "stack traces between lines",
    "a.log",
    many(4_000, (n) => (n % 3 === 0 ? trace(n) : `${time(n)} INFO [shop] order ${n} paid\n`)),
  ],
  [
    "lines that docker cut, of two streams by turns",
    "a.log",
    many(
      5_000,
      (n) =>
        `${JSON.stringify({ log: `part ${n} ${"x".repeat(50)}${n % 4 > 1 ? "\n" : ""}`, stream: n % 2 ? "stdout" : "stderr", time: time(n) })}\n`,
    ),
  ],
  [
    "lines that CRI cut, of two streams by turns",
    "a.log",
    many(
      6_000,
      (n) => `${time(n)} ${n % 2 ? "stdout" : "stderr"} ${n % 4 > 1 ? "F" : "P"} part ${n} ${"x".repeat(60)}\n`,
    ),
  ],
  [
    "MessagePack",
    "a.msgpack",
    Buffer.concat(
      Array.from({ length: 20_000 }, (_, n) =>
        Buffer.concat([
          Buffer.from([0x81, 0xa7]),
          Buffer.from("message"),
          Buffer.from([0xd9, 40]),
          Buffer.from(`order ${n} paid`.padEnd(40)),
        ]),
      ),
    ),
  ],
  [
    "UTF-16",
    "a.log",
    Buffer.concat([
      Buffer.from([0xff, 0xfe]),
      Buffer.from(many(20_000, (n) => `Zeile ${n} €\n`).toString(), "utf16le"),
    ]),
  ],
  [
    "records of 3 MiB, indexed cut and quarantined",
    "a.log",
    Buffer.from(
      `${"x".repeat(3 * MEBIBYTE)}\n${json(1)}\n${"y".repeat(2 * MEBIBYTE)}\n${many(3_000, (n) => `${json(n)}\n`)}`,
    ),
  ],
  [
    "formats by turns",
    "a.log",
    many(
      4_000,
      (n) =>
        [`${json(n)}\n`, `level=info msg="order ${n}"\n`, trace(n), "<13>Nov 23 10:00:00 web app: hi\n"][n % 4] ?? "",
    ),
  ],
];

test.each(BODIES)("an object read in passes gives what one read gives: %s", async (_, name, bytes) => {
  const whole = plain((await inPasses(bytes, name, Number.POSITIVE_INFINITY)).records);
  expect(whole.length).toBeGreaterThan(3);
  const { records, passes } = await inPasses(bytes, name, 2);
  expect(passes).toBeGreaterThan(2);
  expect(plain(records)).toEqual(whole);
});

test("compressed bytes that are cut off are told of by the last pass alone", async () => {
  const bytes = gzipSync(many(20_000, (n) => `${json(n)}\n`)).subarray(0, -9);
  const whole = plain((await inPasses(bytes, "a.gz", Number.POSITIVE_INFINITY)).records);
  expect(plain((await inPasses(bytes, "a.gz", 2)).records)).toEqual(whole);
  expect(whole.filter((record) => "reason" in record)).toHaveLength(1);
});

test("passes that stop elsewhere write the same parts of the quarantine, and every entry once", async () => {
  const line = `{"broken ${"x".repeat(8_000)}`;
  const bytes = many(
    Math.ceil((2.5 * WINDOW_BYTES) / 20_000),
    (n) => `${line} ${n}\n${`plain ${"y".repeat(2_000)}\n`.repeat(6)}`,
  );
  const { store, objects } = await openEmbedded();
  const parts = async () => {
    const keys: string[] = [];
    for await (const { key } of objects.list("quarantine/")) keys.push(key);
    return keys;
  };
  async function take(blocks: number): Promise<{ received: number; quarantined: number; passes: number }> {
    const sum = { received: 0, quarantined: 0, passes: 0 };
    for (let from: Mark | undefined, isDone = false; !isDone; ) {
      let taken = 0;
      let stopped: Mark | undefined;
      const onStop = (mark: Mark) => {
        stopped = mark;
      };
      const pass = { ...WHOLE, ...(from && { from }), isOver: () => ++taken >= blocks, onStop };
      const report = await ingest(objectOf(bytes, "a.log"), { store, objects }, SETTINGS, pass);
      sum.received += report.received;
      sum.quarantined += report.quarantined;
      sum.passes++;
      from = stopped;
      isDone = stopped === undefined;
    }
    return sum;
  }
  const once = await take(Number.POSITIVE_INFINITY);
  const before = await parts();
  const again = await take(1);
  expect(again.passes).toBeGreaterThan(1);
  expect({ ...again, passes: 1 }).toEqual(once);
  expect(await parts()).toEqual(before);
  expect(new Set((await quarantined(objects)).map(({ id }) => id)).size).toBe(once.quarantined);
  expect((await allDocuments(store)).length).toBe(once.received - once.quarantined);
}, 60_000);

test.each([
  ["another version", '{"sluice":"continuation","version":2}'],
  ["no mark", '{"sluice":"continuation","version":1,"bucket":"b","key":"k","etag":"e","deliveredMs":1}'],
  [
    "a mark before the begin",
    '{"sluice":"continuation","version":1,"bucket":"b","key":"k","etag":"e","deliveredMs":1,"mark":{"bytes":-1,"documents":0,"place":{"block":0,"ordinal":0}}}',
  ],
])("a continuation of %s is not guessed at", (_, body) => {
  expect(readQueueBody(body).kind).toBe("unreadable");
});

test("a continuation carries a key of any characters through any queue", () => {
  const mark = {
    bytes: 65_536,
    documents: 7,
    place: { block: 0, ordinal: 8 },
    long: { id: "i", became: "indexed" as const },
  };
  const continuation = {
    bucket: "b",
    key: "logs/\ufffe é 世界 \u0007.gz",
    etag: '"e-1"',
    deliveredMs: DELIVERED,
    mark,
  };
  const body = writeContinuation(continuation);
  expect(body).toMatch(/^[\x20-\x7e]+$/);
  expect(readQueueBody(body)).toEqual({ kind: "continuation", continuation });
});
