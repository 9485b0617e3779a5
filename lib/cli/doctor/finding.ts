/** What `sluice doctor` finds, and how people read it. */
import { isSluiceError } from "../../errors.ts";

export interface Finding {
  /** What was looked at: `store`, `records 2026-11-23`. */
  readonly check: string;
  /** warn: it works, and somebody should look. fail: it does not work, or records are missing. */
  readonly status: "ok" | "warn" | "fail";
  readonly detail: string;
  /** What to do. */
  readonly advice?: string;
  /** Figures behind it, for programs. */
  readonly data?: object;
  /** Further lines for people. */
  readonly lines?: readonly string[];
}

/** Errors of stores say what to do themselves. */
export function failed(check: string, error: unknown): Finding {
  if (!isSluiceError(error)) throw error;
  return { check, status: "fail", detail: oneLine(error.message) };
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}

export function textOf({ check, status, detail, advice, lines = [] }: Finding): string {
  const indent = " ".repeat(6);
  const more = lines.map((line) => `${indent}  ${line}`);
  const todo = advice === undefined ? [] : [`${indent}→ ${advice}`];
  return [`${status.padEnd(indent.length)}${check}: ${detail}`, ...more, ...todo].join("\n");
}

export function jsonOf({ lines: _lines, ...finding }: Finding): string {
  return JSON.stringify(finding);
}

export function number(value: number): string {
  return value.toLocaleString("en");
}

export function plural(count: number, noun: string): string {
  return `${number(count)} ${noun}${count === 1 ? "" : "s"}`;
}
