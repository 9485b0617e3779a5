/**
 * What the `redact` section of sluice.yml asks for. A secret is replaced by `<redacted:NAME>`; what stands around it stays, so that a
 * line can still be read, searched and grouped.
 */
import type { RedactSettings } from "../../config/redact-settings.ts";
import type { JsonObject } from "../../record.ts";
import { detectorsOf } from "./detectors.ts";
import { createPatternRedactor } from "./pattern.ts";
import { createScanner, type Suspects } from "./scan.ts";
import { kindOfName } from "./sensitive-names.ts";
import { createTreeRedactor } from "./tree.ts";

export interface Redactor {
  text(text: string): string;
  /** In place: every text of the record, keys included, and what keys give away as secret. */
  record(record: JsonObject): void;
  /** Whether values under this name are secrets, whatever they are. */
  isSecretName(name: string): boolean;
  /** Where nobody has to look, a text stays as it is; undefined: every text has to be asked of. */
  readonly suspects: Suspects | undefined;
  /** Whether numbers of 13 digits and more may be what is looked for. */
  readonly readsNumbers: boolean;
  /** A record's bytes as they came; what is no UTF-8 cannot be searched, and stays. */
  bytes(bytes: Uint8Array): Uint8Array;
}

const created = new WeakMap<RedactSettings, Redactor | undefined>();

/** @returns undefined if nothing is to be redacted */
export function redactorOf(settings: RedactSettings | undefined): Redactor | undefined {
  if (settings === undefined) return undefined;
  if (!created.has(settings)) created.set(settings, createRedactor(settings));
  return created.get(settings);
}

function createRedactor({ detectors, patterns }: RedactSettings): Redactor | undefined {
  if (detectors.length === 0 && patterns.length === 0) return undefined;
  const scanner = createScanner(detectorsOf(detectors));
  const own = patterns.map(({ name, pattern, contains }) => createPatternRedactor(name, pattern, contains));
  const text = (given: string): string => own.reduce((left, redact) => redact(left), scanner.redact(given));
  const rules = {
    text: own.length === 0 ? scanner.redact : text,
    byName: detectors.includes("credentials"),
    numbers: detectors.includes("pii") || detectors.includes("credit-card"),
  };
  return {
    text: rules.text,
    record: createTreeRedactor(rules),
    isSecretName: (name) => rules.byName && kindOfName(name) !== undefined,
    suspects: own.length === 0 ? scanner.suspects : undefined,
    readsNumbers: rules.numbers,
    bytes: (bytes) => redactBytes(bytes, rules.text),
  };
}

function redactBytes(bytes: Uint8Array, redactText: (text: string) => string): Uint8Array {
  let given: string;
  try {
    given = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return bytes;
  }
  const redacted = redactText(given);
  return redacted === given ? bytes : Buffer.from(redacted);
}
