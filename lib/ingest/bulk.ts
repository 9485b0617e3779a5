/**
 * The body of a _bulk → its records: a line that says what to do, and for `create` and `index` a line that is the record. What is wrong
 * with one record is its item's affair; where the lines themselves cannot be told apart, the reader keeps what it does not understand in
 * quarantine and goes on at the next line that is an action.
 */
import type { JsonObject, JsonValue } from "../record.ts";
import type { Fault } from "./decompress/fault.ts";
import type { Delivery } from "./delivery.ts";
import { createDocumenter } from "./document.ts";
import { type Frame, MAX_FRAME_BYTES } from "./frame/frame.ts";
import { createLineFramer } from "./frame/lines.ts";
import { parse } from "./parse.ts";
import { plainBlocks, type ReadDocument, type ReadRecord, type ReadSettings } from "./read.ts";
import { createIdentifier, type Identifier, idOfNamed } from "./record-id.ts";

/** What is answered to one action; the status of a record that is under way is 0. */
export interface BulkItem {
  readonly action: Action;
  /** As the client says it. */
  readonly index: string;
  readonly id: string;
  status: number;
  reason?: string;
}

export interface BulkReader {
  /** The index that the path names, empty if it names none. */
  readonly index: string;
  /** Called for each action in order. */
  onItem(item: BulkItem, document?: ReadDocument): void;
  /** Called for each thing that makes the answers of single items worthless. */
  onMisread(reason: string): void;
}

type Action = "create" | "index" | "update" | "delete";

interface Command {
  readonly action: Action;
  readonly index: string;
  /** The client's own. */
  readonly id: string | undefined;
}

const NO_BYTES = new Uint8Array();
const TOO_LONG = `longer than ${MAX_FRAME_BYTES} bytes`;

export async function* readBulk(
  delivery: Delivery,
  settings: ReadSettings,
  reader: BulkReader,
): AsyncGenerator<ReadRecord[]> {
  const identifier = createIdentifier(delivery.scope);
  const framer = createLineFramer();
  const lines = createLineReader(delivery, settings, reader, identifier);
  const faults: Fault[] = [];
  let plainBytes = 0;

  for await (const block of plainBlocks(delivery, settings, (fault) => faults.push(fault))) {
    identifier.absorb(block);
    plainBytes += block.length;
    yield framer.push(block).flatMap(lines.read);
  }
  const cut = faults.find(({ isCut }) => isCut);
  yield framer.end(cut?.reason).flatMap(lines.read);
  lines.end();
  for (const [n, { reason }] of faults.entries()) {
    reader.onMisread(reason);
    const entry = { id: identifier.idOfEnd(n), reason, offsetBytes: plainBytes, bytes: delivery.raw ?? NO_BYTES };
    yield [{ kind: "unreadable", entry }];
  }
}

function createLineReader(delivery: Delivery, settings: ReadSettings, reader: BulkReader, identifier: Identifier) {
  const { documentOf } = createDocumenter(delivery, settings);
  let command: Command | undefined;
  /** Of the record whose pieces come. */
  let longId = "";

  function pieceOf({ piece, offsetBytes, bytes }: Frame): ReadRecord {
    const entry = { id: `${longId}.${piece}`, reason: TOO_LONG, offsetBytes, bytes, pieceOf: "quarantined" as const };
    return { kind: "unreadable", entry };
  }

  function readSource({ action, index, id: clientId }: Command, frame: Frame): ReadRecord[] {
    if (action === "update" || action === "delete") return [];
    const id =
      clientId === undefined ? identifier.idAt(frame.offsetBytes) : idOfNamed("bulk", datasetIn(index), clientId);
    const item: BulkItem = { action, index, id: clientId ?? id, status: 0 };
    const said = sourceOf(frame);
    if (frame.piece === 0) longId = id;
    if (typeof said === "string") {
      reader.onItem({ ...item, status: 400, reason: said });
      return [unreadable(id, said, frame)];
    }
    const record = documentOf({ id, content: said, frame, tag: datasetIn(index) });
    // What a rule filters was taken: the client has nothing to do about it.
    if (record.kind === "document") reader.onItem(item, record.document);
    else reader.onItem({ ...item, status: 201 });
    return [record];
  }

  function readCommand(frame: Frame): ReadRecord[] {
    command = commandOf(frame, reader.index);
    if (!command) {
      const reason = frame.fault ?? "not a bulk action: create and index are taken";
      reader.onMisread(`Malformed action line at byte ${frame.offsetBytes}: ${reason}`);
      return [unreadable(identifier.idAt(frame.offsetBytes), reason, frame)];
    }
    const { action } = command;
    if (action !== "create" && action !== "index") {
      const reason = `${action} is not taken: Sluice changes no record`;
      reader.onItem({ ...command, id: command.id ?? "", status: 400, reason });
      if (action === "delete") command = undefined;
    }
    return [];
  }

  return {
    read(frame: Frame): ReadRecord[] {
      // A line that is too long comes in pieces: the first one was answered, the others are kept with it.
      if (frame.piece !== undefined && frame.piece > 0) return [pieceOf(frame)];
      if (!command) return readCommand(frame);
      const asked = command;
      command = undefined;
      return readSource(asked, frame);
    },
    /** An action without a record brings none. */
    end(): void {
      if (!command || command.action === "update") return;
      reader.onItem({ ...command, id: command.id ?? "", status: 400, reason: "no record follows the action" });
    },
  };
}

function unreadable(id: string, reason: string, { offsetBytes, bytes }: Frame): ReadRecord {
  return { kind: "unreadable", entry: { id, reason, offsetBytes, bytes } };
}

/** @returns the record, or why there is none */
function sourceOf(frame: Frame): JsonObject | string {
  if (frame.fault !== undefined) return frame.fault;
  if (frame.piece !== undefined) return TOO_LONG;
  const parsed = parse(frame.bytes);
  if (parsed.kind === "unreadable") return parsed.reason;
  return parsed.kind === "object" ? parsed.value : "not a JSON object";
}

const ACTIONS: ReadonlySet<string> = new Set<Action>(["create", "index", "update", "delete"]);

function commandOf(frame: Frame, pathIndex: string): Command | undefined {
  const said = sourceOf(frame);
  if (typeof said === "string") return undefined;
  const [entry, ...others] = Object.entries(said);
  if (!entry || others.length > 0) return undefined;
  const [action, target] = entry;
  if (!ACTIONS.has(action) || typeof target !== "object" || target === null || Array.isArray(target)) return undefined;
  const index = target["_index"];
  // The set holds no other.
  return { action: action as Action, index: typeof index === "string" ? index : pathIndex, id: idOf(target["_id"]) };
}

function idOf(id: JsonValue | undefined): string | undefined {
  return typeof id === "number" || (typeof id === "string" && id !== "") ? String(id) : undefined;
}

/** `logstash-2026.11.23` → `logstash`: shippers name an index a day, and all are one dataset. */
export function datasetIn(index: string): string {
  return index.replace(/[-_.]\d{4}[-.]\d{2}(?:[-.]\d{2})?$/, "");
}
