/**
 * The short way from a record's bytes to its document, for the lines that most deliveries are made of: one JSON object that says its
 * level and its message under names that are known. Its values are copied, byte by byte, to where the document wants them; no object is
 * made. Whatever needs more thought (another shape, an escape that JSON.stringify would write otherwise, something to redact, a key twice)
 * is left to the long way, normalize(), which gives the same document for every line that this one takes.
 */
import { patternOf } from "../../patterns/pattern.ts";
import type { Redactor } from "../redact/redactor.ts";
import { createCompose, type DirectContext, type FixedParts, fixedParts } from "./compose.ts";
import { hasField } from "./draft.ts";
import { createReadDraft, decodeString } from "./read.ts";

interface DirectDocument {
  readonly timestampMs: number;
  readonly isError: boolean;
  readonly json: string;
}

/** @returns undefined for a record that needs the long way */
export type DirectReader = (bytes: Buffer, ordinal: number, ingestedAt: string) => DirectDocument | undefined;

type Machine = (bytes: Buffer, fixed: FixedParts, ordinal: number, ingestedAt: string) => DirectDocument | undefined;

/** What was learnt of keys serves all deliveries that are redacted alike. */
const machines = new WeakMap<Redactor, Machine>();
const plainMachine = createMachine(undefined);

export function createDirectReader(context: DirectContext, redactor: Redactor | undefined): DirectReader {
  const fixed = fixedParts(context);
  const machine = machineFor(redactor);
  return (bytes, ordinal, ingestedAt) => machine(bytes, fixed, ordinal, ingestedAt);
}

function machineFor(redactor: Redactor | undefined): Machine {
  if (!redactor) return plainMachine;
  const machine = machines.get(redactor) ?? createMachine(redactor);
  machines.set(redactor, machine);
  return machine;
}

function createMachine(redactor: Redactor | undefined): Machine {
  const read = createReadDraft(redactor);
  const compose = createCompose();

  return (bytes, fixed, ordinal, ingestedAt) => {
    const draft = read(bytes, fixed);
    if (draft?.level === undefined) return undefined;
    const { level, timeMs, messageFrom, messageTo, messageFlags } = draft;
    const isError = level === "error" || level === "fatal" || hasField(draft, "error.type");
    const message = isError ? decodeString(bytes, messageFrom, messageTo, messageFlags) : "";
    // The exception that a trace tells of is named the long way.
    if (isError && !hasField(draft, "error.type") && (message.includes("\n") || hasField(draft, "error.stack_trace")))
      return undefined;
    const pattern = isError ? patternOf(message).pattern : undefined;
    const timestampMs = Number.isNaN(timeMs) ? fixed.deliveredMs : timeMs;
    return { timestampMs, isError, json: compose(draft, level, fixed, { ordinal, ingestedAt, pattern }) };
  };
}
