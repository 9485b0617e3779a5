/**
 * ExportLogsServiceRequest in protobuf → the shape that its JSON has, so that one reader understands both. Members that a later version
 * adds are skipped.
 * https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/logs/v1/logs.proto
 */
import { BinaryReader, BinaryWriter, type WireType } from "@bufbuild/protobuf/wire";
import type { JsonObject, JsonValue } from "../../record.ts";

/** How a member of a message is called and read, by its field number. */
interface Member {
  readonly name: string;
  readonly type: WireType;
  readonly read: (reader: BinaryReader, depth: number) => JsonValue;
  readonly repeated?: true;
}

type Message = Readonly<Record<number, Member>>;

// The wire types of protobuf: https://protobuf.dev/programming-guides/encoding/#structure
const VARINT: WireType = 0;
const BIT64: WireType = 1;
const LENGTH: WireType = 2;
const BIT32: WireType = 5;

/** As protobuf's own libraries have it; a value of a log is never that deep. */
const MOST_DEPTH = 100;

const text = (name: string): Member => ({ name, type: LENGTH, read: (reader) => reader.string() });
const bytes = (name: string, encoding: "hex" | "base64"): Member => ({
  name,
  type: LENGTH,
  read: (reader) => Buffer.from(reader.bytes()).toString(encoding),
});
const uint32 = (name: string): Member => ({ name, type: VARINT, read: (reader) => reader.uint32() });
const time = (name: string): Member => ({ name, type: BIT64, read: (reader) => String(reader.fixed64()) });
const one = (name: string, message: () => Message): Member => ({
  name,
  type: LENGTH,
  read: (reader, depth) => readMessage(new BinaryReader(reader.bytes()), message(), depth + 1),
});
const many = (name: string, message: () => Message): Member => ({ ...one(name, message), repeated: true });

const ANY_VALUE: Message = {
  1: text("stringValue"),
  2: { name: "boolValue", type: VARINT, read: (reader) => reader.bool() },
  3: { name: "intValue", type: VARINT, read: (reader) => String(reader.int64()) },
  4: { name: "doubleValue", type: BIT64, read: (reader) => finite(reader.double()) },
  5: one("arrayValue", () => ({ 1: many("values", () => ANY_VALUE) })),
  6: one("kvlistValue", () => ({ 1: many("values", () => KEY_VALUE) })),
  7: bytes("bytesValue", "base64"),
};

const KEY_VALUE: Message = { 1: text("key"), 2: one("value", () => ANY_VALUE) };

const LOG_RECORD: Message = {
  1: time("timeUnixNano"),
  2: { name: "severityNumber", type: VARINT, read: (reader) => reader.int32() },
  3: text("severityText"),
  5: one("body", () => ANY_VALUE),
  6: many("attributes", () => KEY_VALUE),
  7: uint32("droppedAttributesCount"),
  8: { name: "flags", type: BIT32, read: (reader) => reader.fixed32() },
  9: bytes("traceId", "hex"),
  10: bytes("spanId", "hex"),
  11: time("observedTimeUnixNano"),
  12: text("eventName"),
};

const SCOPE: Message = { 1: text("name"), 2: text("version"), 3: many("attributes", () => KEY_VALUE) };
const SCOPE_LOGS: Message = { 1: one("scope", () => SCOPE), 2: many("logRecords", () => LOG_RECORD) };
const RESOURCE: Message = { 1: many("attributes", () => KEY_VALUE) };
const RESOURCE_LOGS: Message = { 1: one("resource", () => RESOURCE), 2: many("scopeLogs", () => SCOPE_LOGS) };
const REQUEST: Message = { 1: many("resourceLogs", () => RESOURCE_LOGS) };

/** @throws Error if the bytes are no protobuf, or one of another message */
export function decodeRequest(body: Uint8Array): JsonObject {
  return readMessage(new BinaryReader(body), REQUEST, 0);
}

function readMessage(reader: BinaryReader, message: Message, depth: number): JsonObject {
  if (depth > MOST_DEPTH) throw new RangeError(`nested deeper than ${MOST_DEPTH}`);
  const value: JsonObject = {};
  while (reader.pos < reader.len) {
    const [number, type] = reader.tag();
    const member = message[number];
    if (!member) {
      reader.skip(type, number);
      continue;
    }
    if (type !== member.type) throw new TypeError(`${member.name} has wire type ${type}, not ${member.type}`);
    const read = member.read(reader, depth);
    if (!member.repeated) {
      value[member.name] = read;
      continue;
    }
    const list = value[member.name];
    if (Array.isArray(list)) list.push(read);
    else value[member.name] = [read];
  }
  return value;
}

/** JSON has no word for the others. */
function finite(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}

/** ExportLogsServiceResponse. */
export function encodeResponse(rejected: number, message: string): Uint8Array {
  const writer = new BinaryWriter();
  if (rejected === 0) return writer.finish();
  writer.tag(1, LENGTH).fork().tag(1, VARINT).int64(rejected).tag(2, LENGTH).string(message).join();
  return writer.finish();
}

/** google.rpc.Status, which OTLP answers failures with. */
export function encodeStatus(code: number, message: string): Uint8Array {
  return new BinaryWriter().tag(1, VARINT).int32(code).tag(2, LENGTH).string(message).finish();
}
