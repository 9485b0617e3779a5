/**
 * One MessagePack value → the record: a map, Fluentd's [time, record], Fluent Bit's [[time, metadata], record], or the forward protocol's
 * [tag, time, record]. What JSON cannot say is said as text: integers beyond 2^53, NaN, bytes, extensions.
 */
import { freeKey, isObject, setKey } from "../normalize/json-object.ts";
import type { JsonObject, JsonValue } from "../record.ts";
import type { Parsed } from "./parse.ts";

/** @param bytes hold one whole value of no great depth, as the framer found it */
export function parseMsgpack(bytes: Buffer): Parsed {
  const value = createReader(bytes).read();
  if (isObject(value)) return { kind: "object", value };
  return (Array.isArray(value) && entryOf(value)) || { kind: "text", text: textOf(value) };
}

function entryOf(value: readonly JsonValue[]): Parsed | undefined {
  const [first, second, third] = value;
  if (isObject(second) && first !== undefined) {
    const [time, metadata] = Array.isArray(first) ? first : [first];
    const record = isObject(metadata) && hasKeys(metadata) ? withMetadata(second, metadata) : second;
    return { kind: "object", value: record, shipped: { time: timeText(time), tag: "" } };
  }
  if (typeof first === "string" && isObject(third)) {
    return { kind: "object", value: third, shipped: { time: timeText(second), tag: first } };
  }
  return undefined;
}

function withMetadata(record: JsonObject, metadata: JsonObject): JsonObject {
  const whole = { ...record };
  whole[freeKey(whole, "metadata")] = metadata;
  return whole;
}

function hasKeys(value: JsonObject): boolean {
  for (const _ in value) return true;
  return false;
}

/** Seconds since 1970, or the text that an event time was read as. */
function timeText(time: JsonValue | undefined): string {
  if (typeof time !== "number") return typeof time === "string" ? time : "";
  const ms = Math.floor(time * 1000);
  return Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : "";
}

function textOf(value: JsonValue): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

interface Reader {
  read(): JsonValue;
}

function createReader(bytes: Buffer): Reader {
  let at = 0;

  function number(sizeBytes: number, isSigned: boolean): JsonValue {
    const from = at;
    at += sizeBytes;
    if (sizeBytes < 8) return isSigned ? bytes.readIntBE(from, sizeBytes) : bytes.readUIntBE(from, sizeBytes);
    const big = isSigned ? bytes.readBigInt64BE(from) : bytes.readBigUInt64BE(from);
    const value = Number(big);
    return Number.isSafeInteger(value) ? value : big.toString();
  }

  function float(sizeBytes: 4 | 8): JsonValue {
    const value = sizeBytes === 4 ? bytes.readFloatBE(at) : bytes.readDoubleBE(at);
    at += sizeBytes;
    return Number.isFinite(value) ? value : String(value);
  }

  function take(sizeBytes: number): Buffer {
    at += sizeBytes;
    return bytes.subarray(at - sizeBytes, at);
  }

  function length(sizeBytes: 1 | 2 | 4): number {
    at += sizeBytes;
    return bytes.readUIntBE(at - sizeBytes, sizeBytes);
  }

  function array(count: number): JsonValue[] {
    const items: JsonValue[] = [];
    for (let n = 0; n < count; n++) items.push(read());
    return items;
  }

  function map(count: number): JsonObject {
    const object: JsonObject = {};
    for (let n = 0; n < count; n++) {
      const key = textOf(read());
      setKey(object, key, read());
    }
    return object;
  }

  function extension(sizeBytes: number): JsonValue {
    const type = bytes.readInt8(at);
    at++;
    const data = take(sizeBytes);
    return eventTime(type, data) ?? `ext(${type}):${data.toString("base64")}`;
  }

  function read(): JsonValue {
    const type = bytes[at++] ?? 0xc0;
    if (type <= 0x7f) return type;
    if (type <= 0x8f) return map(type & 0x0f);
    if (type <= 0x9f) return array(type & 0x0f);
    if (type <= 0xbf) return take(type & 0x1f).toString("utf8");
    if (type >= 0xe0) return type - 0x100;
    return readLong(type);
  }

  function readLong(type: number): JsonValue {
    switch (type) {
      case 0xc2:
        return false;
      case 0xc3:
        return true;
      case 0xc4:
        return binaryText(take(length(1)));
      case 0xc5:
        return binaryText(take(length(2)));
      case 0xc6:
        return binaryText(take(length(4)));
      case 0xc7:
        return extension(length(1));
      case 0xc8:
        return extension(length(2));
      case 0xc9:
        return extension(length(4));
      case 0xca:
        return float(4);
      case 0xcb:
        return float(8);
      case 0xcc:
      case 0xcd:
      case 0xce:
      case 0xcf:
        return number(1 << (type - 0xcc), false);
      case 0xd0:
      case 0xd1:
      case 0xd2:
      case 0xd3:
        return number(1 << (type - 0xd0), true);
      case 0xd4:
      case 0xd5:
      case 0xd6:
      case 0xd7:
      case 0xd8:
        return extension(1 << (type - 0xd4));
      case 0xd9:
        return take(length(1)).toString("utf8");
      case 0xda:
        return take(length(2)).toString("utf8");
      case 0xdb:
        return take(length(4)).toString("utf8");
      case 0xdc:
        return array(length(2));
      case 0xdd:
        return array(length(4));
      case 0xde:
        return map(length(2));
      case 0xdf:
        return map(length(4));
      default:
        return null;
    }
  }

  return { read };
}

/** Ruby writes texts without an encoding as bytes; real bytes are written as base64. */
function binaryText(bytes: Buffer): string {
  const text = bytes.toString("utf8");
  return Buffer.from(text, "utf8").equals(bytes) ? text : bytes.toString("base64");
}

/**
 * Fluentd's EventTime (type 0: seconds and nanoseconds, 32 bits each) and MessagePack's own timestamp (type -1: 4, 8 or 12 bytes).
 * @returns ISO 8601 with nanoseconds
 */
function eventTime(type: number, data: Buffer): string | undefined {
  if (type === 0 && data.length === 8) return isoTime(data.readUInt32BE(0), data.readUInt32BE(4));
  if (type !== -1) return undefined;
  if (data.length === 4) return isoTime(data.readUInt32BE(0), 0);
  if (data.length === 8) {
    const packed = data.readBigUInt64BE(0);
    return isoTime(Number(packed & 0x3ffffffffn), Number(packed >> 34n));
  }
  return data.length === 12 ? isoTime(Number(data.readBigInt64BE(4)), data.readUInt32BE(0)) : undefined;
}

function isoTime(seconds: number, nanoseconds: number): string | undefined {
  if (Math.abs(seconds) > 8.64e12 || nanoseconds > 999_999_999) return undefined;
  return new Date(seconds * 1000).toISOString().replace(".000Z", `.${String(nanoseconds).padStart(9, "0")}Z`);
}
