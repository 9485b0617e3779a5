/** The bytes of a delivery → its records, each with its id: documents, and what cannot be read. Storing them is run.ts's affair. */
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
import type { QuarantineEntry } from "./quarantine.ts";
import { BLOCK_BYTES, createIdentifier, type Identifier } from "./record-id.ts";

export interface ReadSettings extends RuleSettings {
  readonly limits?: DecompressLimits;
  readonly nowMs: () => number;
}

export interface ReadDocument extends StoredDocument {
  readonly frame: Frame;
}

export type ReadRecord =
  | { readonly kind: "document"; readonly document: ReadDocument }
  | { readonly kind: "unreadable"; readonly entry: QuarantineEntry }
  /** A rule of sluice.yml says that it is not to be stored. */
  | { readonly kind: "filtered" };

/** The records of one block at a time, in the order of the bytes. */
export async function* readRecords(delivery: Delivery, settings: ReadSettings): AsyncGenerator<ReadRecord[]> {
  const identifier = createIdentifier(delivery.scope);
  const read = createReader(delivery, settings, identifier);
  let framer: Framer | undefined;
  let plainBytes = 0;
  const faults: Fault[] = [];

  for await (const block of plainBlocks(delivery, settings, (fault) => faults.push(fault))) {
    identifier.absorb(block);
    framer ??= framerFor(block, declaredFormat(delivery, settings));
    plainBytes += block.length;
    yield read(framer.push(block));
  }
  // What the broken bytes cut off is no record, even if it reads like one.
  const cut = faults.find(({ isCut }) => isCut);
  if (framer) yield read(framer.end(cut?.reason));

  for (const [n, { reason }] of faults.entries()) {
    const entry = { id: identifier.idOfEnd(n), reason, offsetBytes: plainBytes, bytes: delivery.raw ?? NO_BYTES };
    yield [{ kind: "unreadable", entry }];
  }
}

/** What readers of every protocol begin with: the uncompressed bytes, in the blocks that ids are made of. */
export function plainBlocks(
  delivery: Delivery,
  { limits = DEFAULT_LIMITS }: Pick<ReadSettings, "limits">,
  onFault: (fault: Fault) => void,
): AsyncGenerator<Buffer> {
  return blocksOf(decompress(delivery.body, declaredBy(delivery), limits, onFault), BLOCK_BYTES);
}

/** An object's own bytes stay where they are: its quarantine entry names it. */
const NO_BYTES = new Uint8Array();

function createReader(
  delivery: Delivery,
  settings: ReadSettings,
  identifier: Identifier,
): (frames: readonly Frame[]) => ReadRecord[] {
  const { direct, documentOf } = createDocumenter(delivery, settings);
  /** Of the record whose pieces come. */
  let longId = "";
  let longBecame: "indexed" | "quarantined" = "indexed";

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

  return (frames) => {
    const records: ReadRecord[] = [];
    for (const frame of frames) {
      if (frame.piece === undefined) readOne(frame, records);
      else readPiece(frame, records);
    }
    return records;
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

function unreadable({ offsetBytes, bytes }: Frame, id: string, reason: string) {
  return { kind: "unreadable", entry: { id, reason, offsetBytes, bytes } } as const;
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
