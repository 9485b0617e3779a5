/** The body of an OTLP request → its records. It is read as a whole, as its formats ask, so it may not be of any size. */
import { isObject } from "../../normalize/json-object.ts";
import type { JsonObject, JsonValue } from "../../record.ts";
import type { Fault } from "../decompress/fault.ts";
import type { Delivery } from "../delivery.ts";
import { createDocumenter } from "../document.ts";
import { plainBlocks, type ReadRecord, type ReadSettings } from "../read.ts";
import { BLOCK_BYTES, createIdentifier } from "../record-id.ts";
import { decodeRequest } from "./protobuf.ts";
import { recordOf, surroundingsOf } from "./record.ts";

export type OtlpEncoding = "json" | "protobuf";

/** Uncompressed. Exporters send 512 records at a time; a body of this size would hold a hundred times as many. */
const MOST_BYTES = 32 * 1024 * 1024;

/** So many records are held as documents at a time. */
const RECORDS_AT_A_TIME = 500;

export async function* readOtlp(
  delivery: Delivery,
  settings: ReadSettings,
  encoding: OtlpEncoding,
  onTooLarge: () => void,
): AsyncGenerator<ReadRecord[]> {
  const identifier = createIdentifier(delivery.scope);
  const faults: Fault[] = [];
  const blocks: Buffer[] = [];
  for await (const block of plainBlocks(delivery, settings, (fault) => faults.push(fault))) {
    identifier.absorb(block);
    blocks.push(block);
    if (blocks.length * BLOCK_BYTES > MOST_BYTES) return onTooLarge();
  }
  const request = faults[0]?.reason ?? requestOf(Buffer.concat(blocks), encoding);
  if (typeof request === "string") {
    const entry = { id: identifier.idOfEnd(0), reason: request, offsetBytes: 0, bytes: delivery.raw ?? NO_BYTES };
    yield [{ kind: "unreadable", entry }];
    return;
  }

  // Of the last block: the ids then stand for all of the body.
  const idOfNext = () => identifier.idAt((blocks.length - 1) * BLOCK_BYTES);
  const { documentOf } = createDocumenter(delivery, settings);
  let offsetBytes = 0;
  let held: ReadRecord[] = [];
  for (const given of recordsIn(request)) {
    const bytes = Buffer.from(JSON.stringify(given.value));
    const frame = { bytes, offsetBytes };
    offsetBytes += bytes.length;
    const id = idOfNext();
    if (given.kind === "odd") held.push({ kind: "unreadable", entry: { id, reason: given.reason, ...frame } });
    else held.push(documentOf({ id, content: given.value, frame }));
    if (held.length < RECORDS_AT_A_TIME) continue;
    yield held;
    held = [];
  }
  yield held;
}

const NO_BYTES = new Uint8Array();

/** @returns the request, or why there is none */
function requestOf(body: Buffer, encoding: OtlpEncoding): JsonObject | string {
  try {
    const request = encoding === "protobuf" ? decodeRequest(body) : parseJson(body);
    if (!isObject(request)) return "undecodable OTLP: not an object";
    // Another message would be taken for an empty one, and nobody would know.
    const isEmpty = encoding === "protobuf" ? body.length === 0 : Object.keys(request).length === 0;
    const isLogs = request["resourceLogs"] !== undefined && listIn(request, "resourceLogs") !== undefined;
    return isEmpty || isLogs ? request : "undecodable OTLP: no list of resourceLogs";
  } catch (error) {
    const why = error instanceof Error ? error.message.slice(0, 80) : String(error);
    return `undecodable OTLP: ${why}`;
  }
}

function parseJson(body: Buffer): JsonValue {
  // What JSON.parse gives is a JsonValue by definition.
  return JSON.parse(body.toString("utf8")) as JsonValue;
}

type Given =
  | { readonly kind: "record"; readonly value: JsonObject }
  | { readonly kind: "odd"; readonly value: JsonValue; readonly reason: string };

/** What is no message where one belongs is one odd thing, whatever it holds. */
function* recordsIn(request: JsonObject): Generator<Given> {
  for (const resourceLogs of listIn(request, "resourceLogs") ?? []) {
    const scopes = isObject(resourceLogs) ? listIn(resourceLogs, "scopeLogs") : undefined;
    if (!isObject(resourceLogs) || !scopes) {
      yield { kind: "odd", value: resourceLogs, reason: "not OTLP: no resourceLogs" };
      continue;
    }
    for (const scopeLogs of scopes) {
      const logs = isObject(scopeLogs) ? listIn(scopeLogs, "logRecords") : undefined;
      if (!isObject(scopeLogs) || !logs) {
        yield { kind: "odd", value: scopeLogs, reason: "not OTLP: no scopeLogs" };
        continue;
      }
      const surroundings = surroundingsOf(resourceLogs["resource"], scopeLogs["scope"]);
      for (const log of logs) {
        if (isObject(log)) yield { kind: "record", value: recordOf(log, surroundings) };
        else yield { kind: "odd", value: log, reason: "not OTLP: no logRecord" };
      }
    }
  }
}

/** Left out and null are empty, by protobuf's rules for JSON. */
function listIn(message: JsonObject, name: string): JsonValue[] | undefined {
  const list = message[name] ?? [];
  return Array.isArray(list) ? list : undefined;
}
