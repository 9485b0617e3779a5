/** The bytes of a delivery → its records, each with its id: documents, and what cannot be read. Storing them is run.ts's affair. */
import type { ContentDigest } from "../ledger/content.ts";
import type { Arrival } from "../ledger/tally.ts";
import { datasetOf } from "../normalize/dataset.ts";
import { type FileFormat, isFileFormat } from "../normalize/formats/names.ts";
import type { RuleSettings } from "../normalize/rules/rules.ts";
import type { StoredDocument } from "../ports.ts";
import { blocksOf } from "./blocks.ts";
import type { Declared } from "./decompress/declared.ts";
import type { Fault } from "./decompress/fault.ts";
import { DEFAULT_LIMITS, type DecompressLimits } from "./decompress/limits.ts";
import { decompress } from "./decompress/run.ts";
import type { Delivery } from "./delivery.ts";
import { createDocumenter, TOO_LONG } from "./document.ts";
import { framerFor } from "./frame/detect.ts";
import type { Frame, Framer } from "./frame/frame.ts";
import { gluedAt, trimBetween } from "./frame/json-scan.ts";
import { type Parsed, parse, type Readable } from "./parse.ts";
import { parseCut } from "./parse-cut.ts";
import { type Mark, type Pass, WHOLE, WINDOW_BYTES, windowOf } from "./pass.ts";
import type { QuarantineEntry } from "./quarantine.ts";
import { BLOCK_BYTES, createIdentifier, type Identifier } from "./record-id.ts";

export interface ReadSettings extends RuleSettings {
  readonly limits?: DecompressLimits;
  readonly nowMs: () => number;
}

export interface ReadDocument extends StoredDocument, Arrival {
  readonly frame: Frame;
}

export type ReadRecord =
  | { readonly kind: "document"; readonly document: ReadDocument }
  | { readonly kind: "unreadable"; readonly entry: QuarantineEntry }
  /** A rule of sluice.yml says that it is not to be stored. */
  | { readonly kind: "filtered"; readonly arrival: Arrival };

/** The records of one block at a time, in the order of the bytes: all of them, or those of one pass. */
export async function* readRecords(
  delivery: Delivery,
  settings: ReadSettings,
  pass: Pass = WHOLE,
): AsyncGenerator<ReadRecord[]> {
  const identifier = createIdentifier(delivery.scope, pass.from?.place);
  const reader = createReader(delivery, settings, identifier, pass.from);
  let framer: Framer | undefined;
  let plainBytes = 0;
  const faults: Fault[] = [];

  for await (const block of plainBlocks(delivery, settings, (fault) => faults.push(fault))) {
    identifier.absorb(block);
    framer ??= framerFor(block, declaredFormat(delivery, settings));
    plainBytes += block.length;
    const frames = framer.push(block);
    if (plainBytes <= (pass.from?.bytes ?? 0)) {
      if (pass.isLate()) return pass.onLate(plainBytes);
      continue;
    }
    yield reader.read(frames, plainBytes);
    // A shorter block is the last one: there is nothing to hand on.
    const mayStop = block.length === BLOCK_BYTES && reader.mayStopAt(plainBytes);
    if (mayStop && pass.isOver()) return pass.onStop(reader.markAt(plainBytes));
  }
  // What the broken bytes cut off is no record, even if it reads like one.
  const cut = faults.find(({ isCut }) => isCut);
  if (framer) yield reader.read(framer.end(cut?.reason), plainBytes);

  for (const [n, { reason }] of faults.entries()) {
    const bytes = delivery.raw ?? NO_BYTES;
    const entry = { id: identifier.idOfEnd(n), reason, offsetBytes: plainBytes, bytes, window: windowOf(plainBytes) };
    yield [{ kind: "unreadable", entry }];
  }
}

/** What readers of every protocol begin with: the uncompressed bytes, in the blocks that ids are made of. */
export function plainBlocks(
  delivery: Delivery,
  { limits = DEFAULT_LIMITS }: Pick<ReadSettings, "limits">,
  onFault: (fault: Fault) => void,
): AsyncGenerator<Buffer> {
  const blocks = blocksOf(decompress(delivery.body, declaredBy(delivery), limits, onFault), BLOCK_BYTES);
  return delivery.digest ? digested(blocks, delivery.digest) : blocks;
}

async function* digested(blocks: AsyncIterable<Buffer>, digest: ContentDigest): AsyncGenerator<Buffer> {
  for await (const block of blocks) {
    digest.add(block);
    yield block;
  }
  digest.end();
}

/** An object's own bytes stay where they are: its quarantine entry names it. */
const NO_BYTES = new Uint8Array();

interface Reader {
  /** @param plainBytes that the framer had when it gave these frames */
  read(frames: readonly Frame[], plainBytes: number): ReadRecord[];
  /** Where a pass may end, so that parts of the quarantine are whole. */
  mayStopAt(plainBytes: number): boolean;
  markAt(plainBytes: number): Mark;
}

function createReader(delivery: Delivery, settings: ReadSettings, identifier: Identifier, from?: Mark): Reader {
  const documenter = createDocumenter(delivery, settings, from?.documents);
  const { direct, documentOf } = documenter;
  /** Of the record whose pieces come. */
  let longId = from?.long?.id ?? "";
  let longBecame: "indexed" | "quarantined" = from?.long?.became ?? "indexed";
  let window = 0;
  /** That of the newest quarantine entry. */
  let lastWindow = -1;

  function unreadable({ offsetBytes, bytes }: Frame, id: string, reason: string) {
    lastWindow = window;
    return { kind: "unreadable", entry: { id, reason, offsetBytes, bytes, window } } as const;
  }

  function toDocument(frame: Frame, id: string, parsed: Readable): ReadRecord {
    const shipped = parsed.kind === "object" ? parsed.shipped : undefined;
    const content = parsed.kind === "object" ? parsed.value : parsed.text;
    const { time: shippedTime, tag, service } = shipped ?? {};
    return documentOf({ id: shipped?.id ?? id, content, frame, shippedTime, tag, service });
  }

  function readOne(frame: Frame, records: ReadRecord[]): void {
    const short = frame.parse || frame.fault !== undefined ? undefined : direct(frame, identifier.idAt);
    if (short) {
      records.push(short);
      return;
    }
    const parsed = understand(frame);
    if (parsed.kind === "unreadable") {
      const glued = frame.parse || frame.fault !== undefined ? [] : splitGlued(frame);
      if (glued.length > 0) for (const one of glued) readOne(one, records);
      else records.push(unreadable(frame, identifier.idAt(frame.offsetBytes), parsed.reason));
    } else records.push(toDocument(frame, identifier.idAt(frame.offsetBytes), parsed));
  }

  /** The first piece is the record, cut; all of them are kept. */
  function readPiece(frame: Frame, records: ReadRecord[]): void {
    if (frame.piece === 0) {
      longId = identifier.idAt(frame.offsetBytes);
      longBecame = frame.fault === undefined ? "indexed" : "quarantined";
      if (frame.fault !== undefined) {
        records.push(unreadable(frame, longId, frame.fault));
        return;
      }
      records.push(toDocument(frame, longId, readable(frame)));
    }
    const { entry } = unreadable(frame, `${longId}.${frame.piece}`, frame.fault ?? TOO_LONG);
    records.push({ kind: "unreadable", entry: { ...entry, pieceOf: longBecame } });
  }

  return {
    read(frames, plainBytes) {
      window = windowOf(plainBytes);
      const records: ReadRecord[] = [];
      for (const frame of frames) {
        if (frame.piece === undefined) readOne(frame, records);
        else readPiece(frame, records);
      }
      return records;
    },
    mayStopAt: (plainBytes) => plainBytes % WINDOW_BYTES === 0 || lastWindow !== windowOf(plainBytes),
    markAt: (plainBytes) => ({
      bytes: plainBytes,
      place: identifier.place,
      documents: documenter.ordinal,
      ...(longId !== "" && { long: { id: longId, became: longBecame } }),
    }),
  };
}

/** A request's name is its tag, which says nothing of its bytes. */
function declaredBy({ contentEncoding, name, raw }: Delivery): Declared {
  return { contentEncoding, name: raw === undefined ? name : undefined };
}

function readable({ parse: parseOwn, bytes }: Frame): Readable {
  const parsed = parseOwn?.(bytes);
  return parsed && parsed.kind !== "unreadable" ? parsed : parseCut(bytes);
}

function understand(frame: Frame): Parsed {
  if (frame.fault !== undefined) return { kind: "unreadable", reason: frame.fault };
  return frame.parse ? frame.parse(frame.bytes) : parse(frame.bytes);
}

/** A line that is no JSON may be several objects, or one with a comma behind it. */
function splitGlued(frame: Frame): Frame[] {
  const { bytes, offsetBytes } = frame;
  const whole = trimBetween(bytes);
  if (whole[0] !== OPEN_OBJECT) return [];
  const first = whole.byteOffset - bytes.byteOffset;
  const begins = [0, ...gluedAt(whole)];
  if (begins.length === 1 && whole.length === bytes.length) return [];
  return begins.map((from, n) => ({
    bytes: trimBetween(whole.subarray(from, begins[n + 1])),
    offsetBytes: offsetBytes + first + from,
  }));
}

const OPEN_OBJECT = 0x7b;

/** What the rule, the content type or the key says the bytes are. */
export function declaredFormat(
  { contentType = "", name }: Delivery,
  { datasets }: Pick<ReadSettings, "datasets">,
): FileFormat | undefined {
  const format = datasetOf(datasets, name)?.format;
  if (isFileFormat(format)) return format;
  const plainName = name.replace(/\.(gz|zst)$/i, "");
  if (contentType.startsWith("application/json") || /\.json$/i.test(plainName)) return "json";
  if (/^application\/(x-|vnd\.)?msgpack/.test(contentType) || /\.(msgpack|mpack)$/i.test(plainName)) return "msgpack";
  if (contentType.startsWith("text/csv") || /\.csv$/i.test(plainName)) return "csv";
  return undefined;
}
