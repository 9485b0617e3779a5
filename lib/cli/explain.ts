/**
 * How each record of a sample was understood, and which rules of sluice.yml had an effect on it. A rule's effect is found by reading the
 * sample once more without it, so nothing of this costs ingest anything.
 */
import type { DatasetRule } from "../config/dataset-rule.ts";
import { SluiceError } from "../errors.ts";
import type { Delivery } from "../ingest/delivery.ts";
import { type Framing, framingOf } from "../ingest/frame/detect.ts";
import type { Frame } from "../ingest/frame/frame.ts";
import { type Parsed, parse } from "../ingest/parse.ts";
import { declaredFormat, plainBlocks, type ReadRecord, type ReadSettings, readRecords } from "../ingest/read.ts";
import { datasetOf } from "../normalize/dataset.ts";
import { lineFormatOf } from "../normalize/text.ts";
import type { LineWriter } from "./output.ts";

/** All of it is in memory, several times. */
const MOST_BYTES = 16 * 1024 * 1024;

type Without = (settings: ReadSettings) => ReadSettings;

/** In the order in which they apply. */
const RULES: readonly (readonly [name: string, without: Without])[] = [
  ["format", (settings) => withDatasets(settings, ({ format: _, ...rule }) => rule)],
  ["redact", ({ redact: _, ...settings }) => settings],
  ["rename", (settings) => withDatasets(settings, ({ rename: _, ...rule }) => rule)],
  ["enrich", (settings) => withDatasets(settings, ({ enrich: _, ...rule }) => rule)],
  ["drop", (settings) => withDatasets(settings, ({ drop: _, ...rule }) => rule)],
  ["sample", (settings) => withDatasets(settings, ({ sample: _, ...rule }) => rule)],
];

function withDatasets(settings: ReadSettings, change: (rule: DatasetRule) => DatasetRule): ReadSettings {
  return { ...settings, datasets: settings.datasets.map(change) };
}

/**
 * Writes a line per record, in order: `{framing, lines, format, dataset, rules, document}`; in place of `document` it has `filtered` or
 * `quarantined`, the reason. `indexPrefix` stands where a rule names one.
 * @throws SluiceError refused: the input is too long for this
 */
export async function explainRecords(delivery: Delivery, given: ReadSettings, output: LineWriter): Promise<void> {
  const bytes = await allOf(delivery.body);
  const again = (): Delivery => ({ ...delivery, body: once(bytes) });
  const nowMs = given.nowMs();
  const settings: ReadSettings = { ...given, nowMs: () => nowMs };
  const framing = await framingOfDelivery(again(), settings);
  const records = await recordsOf(again(), settings);
  // What filters say of a record they hide: its frame is found where they do not speak.
  const frames = await recordsOf(again(), { ...settings, datasets: settings.datasets.map(unfiltered) });
  const effects = new Map<string, readonly ReadRecord[]>();
  for (const [name, without] of RULES) effects.set(name, await recordsOf(again(), without(settings)));

  for (const [n, record] of records.entries()) {
    const rules = [...effects].filter(([, others]) => outcomeOf(others[n]) !== outcomeOf(record)).map(([name]) => name);
    const frame = frameOf(frames[n]);
    const understood = frame && explainFrame(frame, framing, delivery, settings);
    await output.line(JSON.stringify({ framing, ...understood, rules, ...whatBecame(record) }));
  }
}

function unfiltered({ drop: _, sample: __, ...rule }: DatasetRule): DatasetRule {
  return rule;
}

async function framingOfDelivery(delivery: Delivery, settings: ReadSettings): Promise<Framing> {
  for await (const block of plainBlocks(delivery, settings, () => {})) {
    return framingOf(block, declaredFormat(delivery, settings));
  }
  return "lines";
}

async function recordsOf(delivery: Delivery, settings: ReadSettings): Promise<ReadRecord[]> {
  const all: ReadRecord[] = [];
  for await (const records of readRecords(delivery, settings)) {
    for (const record of records)
      if (record.kind !== "unreadable" || record.entry.pieceOf === undefined) all.push(record);
  }
  return all;
}

function frameOf(record: ReadRecord | undefined): Frame | undefined {
  return record?.kind === "document" ? record.document.frame : undefined;
}

/** What the frame holds; lines that a container's runtime wrote are named by what it wrote them of. */
function explainFrame(frame: Frame, framing: Framing, { name, deliveredMs }: Delivery, { datasets }: ReadSettings) {
  const parsed = frame.parse ? frame.parse(frame.bytes) : parse(frame.bytes);
  const shipped = parsed.kind === "object" ? parsed.shipped : undefined;
  const rule = (shipped && datasetOf(datasets, shipped.tag)) ?? datasetOf(datasets, name);
  const lines = linesIn(frame.bytes);
  return {
    ...(lines > 1 && { lines }),
    format: formatOf(parsed, frame, framing, rule, deliveredMs),
    ...(rule && { dataset: rule.match }),
  };
}

function formatOf(
  parsed: Parsed,
  { bytes }: Frame,
  framing: Framing,
  rule: DatasetRule | undefined,
  deliveredMs: number,
): string {
  if (parsed.kind === "text") {
    return lineFormatOf(parsed.text, { zone: rule?.timeZone ?? "UTC", deliveredMs }, rule?.format);
  }
  if (framing === "msgpack" || framing === "csv") return framing;
  if (bytes[0] === OPEN_OBJECT) return "json";
  return parsed.kind === "object" && parsed.shipped ? "out_file" : "ltsv";
}

function linesIn(bytes: Buffer): number {
  let lines = 1;
  for (const byte of bytes) if (byte === 0x0a) lines++;
  return lines;
}

const OPEN_OBJECT = 0x7b;

function outcomeOf(record: ReadRecord | undefined): string {
  return record?.kind === "document" ? record.document.json : (record?.kind ?? "none");
}

function whatBecame(record: ReadRecord): object {
  switch (record.kind) {
    case "document":
      return { indexPrefix: record.document.indexPrefix, document: JSON.parse(record.document.json) };
    case "filtered":
      return { filtered: true };
    case "unreadable":
      return { quarantined: record.entry.reason };
  }
}

async function allOf(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of body) {
    sizeBytes += chunk.length;
    if (sizeBytes > MOST_BYTES) {
      throw new SluiceError(
        "refused",
        `--explain takes a sample of at most ${MOST_BYTES} bytes: give it a part of the file`,
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function* once(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes;
}
