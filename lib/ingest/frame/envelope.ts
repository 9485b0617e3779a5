/** One envelope: the head, the array's elements as frames, and what stands behind the array. */
import { isObject } from "../../normalize/json-object.ts";
import { parseJson } from "../../normalize/parse-json.ts";
import type { JsonObject } from "../../record.ts";
import { CONTROL_MESSAGE, type LogSource, logSourceOf, parseLogEvent } from "../log-event.ts";
import { type Frame, MAX_FRAME_BYTES } from "./frame.ts";
import { type ArrayScanner, createArrayScanner } from "./json-array.ts";
import { createJsonScanner, type JsonScanner } from "./json-scan.ts";

const OPEN_ARRAY = 0x5b;

const ARRAY_KEY = /"(Records|logEvents)"\s{0,100}:\s{0,100}$/;
/** What an envelope says beside its array; more is none. */
const MOST_HEAD_BYTES = 64 * 1024;
/** What the elements are told, or what is of no use to anybody. */
const KNOWN_KEYS: ReadonlySet<string> = new Set([
  "Records",
  "messageType",
  "owner",
  "logGroup",
  "logStream",
  "subscriptionFilters",
  "policyLevel",
  "logEvents",
]);

interface Rest {
  readonly bytes: Buffer;
  readonly fromBytes: number;
}

export interface Envelope {
  /** `none`: it is no envelope, and nothing was given; or what stands behind its array is too long to be one's end. */
  readonly state: "head" | "elements" | "tail" | "closed" | "none";
  /** @returns how far it came */
  push(block: Buffer, from: number, offsetBytes: number, frames: Frame[]): number;
  /** What it took and did not give, if it is none. */
  rest(): Rest;
  /** @returns what is left over, which is no element */
  end(frames: Frame[], cutReason: string | undefined): Rest;
}

export function createEnvelope(): Envelope {
  let state: Envelope["state"] = "head";
  const scanner: JsonScanner = createJsonScanner();
  const elements: ArrayScanner = createArrayScanner(true);
  let head: Buffer = Buffer.alloc(0);
  let headFrom = -1;
  let tail: Buffer = Buffer.alloc(0);
  let tailFrom = 0;
  let isLogs = false;
  const told: { source: LogSource } = { source: { owner: "", logGroup: "", logStream: "" } };
  const parse = (bytes: Buffer) => parseLogEvent(bytes, told.source);
  /** Elements wait for what the envelope says behind them, but not for ever. */
  let held: Frame[] = [];
  let heldBytes = 0;
  let isControl = false;

  function takeHead(block: Buffer, from: number, offsetBytes: number): number {
    if (headFrom < 0) headFrom = offsetBytes + from;
    for (let at = from; at < block.length; ) {
      // The brackets of an array are where to look; all other bytes the scanner follows.
      const open = block.indexOf(OPEN_ARRAY, at);
      const to = open < 0 ? block.length : open;
      const end = scanner.scan(block.subarray(0, to), at);
      if (end >= 0) return leave(block, from, end);
      if (open < 0) break;
      if (!scanner.isInString && scanner.depth === 1) {
        const key = ARRAY_KEY.exec(tailText(head, block, from, open))?.[1];
        if (key !== undefined) {
          head = Buffer.concat([head, block.subarray(from, open)]);
          isLogs = key === "logEvents";
          state = "elements";
          return open;
        }
      }
      const closed = scanner.scan(block.subarray(0, open + 1), open);
      if (closed >= 0) return leave(block, from, closed);
      at = open + 1;
    }
    if (head.length + block.length - from > MOST_HEAD_BYTES) return leave(block, from, block.length);
    head = Buffer.concat([head, block.subarray(from)]);
    return block.length;
  }

  function leave(block: Buffer, from: number, end: number): number {
    head = Buffer.concat([head, block.subarray(from, end)]);
    state = "none";
    return end;
  }

  function takeElements(block: Buffer, from: number, offsetBytes: number, frames: Frame[]): number {
    const found: Frame[] = [];
    const end = elements.push(block, from, offsetBytes, found);
    hold(found, frames);
    if (elements.isAtEnd) {
      state = "tail";
      tailFrom = offsetBytes + end;
    }
    return end;
  }

  function hold(found: readonly Frame[], frames: Frame[]): void {
    for (const frame of found) {
      held.push(isLogs ? { ...frame, parse } : frame);
      heldBytes += frame.bytes.length;
    }
    if (heldBytes >= MAX_FRAME_BYTES) release(frames, "}");
  }

  /** @param end what closes the object, as far as it is known */
  function release(frames: Frame[], end: string): JsonObject {
    const said = parsed(`${head.toString("utf8")}[]${end}`);
    if (isLogs) {
      told.source = logSourceOf(said);
      isControl ||= said["messageType"] === CONTROL_MESSAGE;
    }
    if (!isControl) frames.push(...held);
    held = [];
    heldBytes = 0;
    return said;
  }

  function takeTail(block: Buffer, from: number, frames: Frame[]): number {
    const end = scanner.scan(block, from);
    const to = end < 0 ? block.length : end;
    tail = Buffer.concat([tail, block.subarray(from, to)]);
    if (end >= 0) close(frames);
    else if (tail.length > MOST_HEAD_BYTES) {
      release(frames, "}");
      head = tail;
      headFrom = tailFrom;
      state = "none";
    }
    return to;
  }

  function close(frames: Frame[]): void {
    const said = release(frames, tail.toString("utf8"));
    if (Object.keys(said).some((key) => !KNOWN_KEYS.has(key))) {
      frames.push({ bytes: Buffer.concat([head, Buffer.from("[]"), tail]), offsetBytes: tailFrom });
    }
    state = "closed";
  }

  return {
    get state() {
      return state;
    },
    push(block, from, offsetBytes, frames) {
      let at = from;
      if (state === "head") at = takeHead(block, at, offsetBytes);
      if (state === "elements") at = takeElements(block, at, offsetBytes, frames);
      return state === "tail" && at < block.length ? takeTail(block, at, frames) : at;
    },
    rest: () => ({ bytes: head, fromBytes: headFrom }),
    end(frames, cutReason) {
      if (state === "head") return { bytes: head, fromBytes: headFrom };
      const found: Frame[] = [];
      elements.end(found, cutReason);
      hold(found, frames);
      release(frames, "}");
      // Cut off behind the array: only what says something is worth telling.
      return tail.toString("latin1").trim() === "" ? NO_REST : { bytes: tail, fromBytes: tailFrom };
    },
  };
}

const NO_REST: Rest = { bytes: Buffer.alloc(0), fromBytes: 0 };

/** Enough of what stands before the bracket to see its key. */
function tailText(head: Buffer, block: Buffer, from: number, to: number): string {
  const own = block.toString("latin1", Math.max(from, to - LOOK_BACK_BYTES), to);
  return head.toString("latin1", Math.max(0, head.length - LOOK_BACK_BYTES)) + own;
}

const LOOK_BACK_BYTES = 256;

/** Nothing if it is no JSON: then the elements stand for themselves. */
function parsed(text: string): JsonObject {
  try {
    const value = parseJson(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}
