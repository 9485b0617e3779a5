/** The pattern of a message: what errors are grouped by, however their numbers, addresses and names differ. */
import { fnv1a64 } from "./fingerprint.ts";
import { templateOf } from "./template.ts";

/**
 * Raised when templateOf answers otherwise than before. It stands in front of the hash and not in it: a template that reads the same
 * under two versions has the same digits, so who compares patterns across a change can tell old acquaintances.
 */
export const PATTERN_VERSION = "3";

export interface Pattern {
  /** The message with its variable parts masked, for people. */
  readonly template: string;
  /** The template's fingerprint: `2-` and 16 hexadecimal digits. */
  readonly pattern: string;
}

/** Pure: the same message has the same pattern in every process, whatever came before. */
export function patternOf(message: string): Pattern {
  const template = templateOf(message);
  return { template, pattern: fingerprint(template) };
}

export function fingerprint(template: string): string {
  return `${PATTERN_VERSION}-${fnv1a64(template)}`;
}
