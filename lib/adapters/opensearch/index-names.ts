/** What indices are called: `app-logs-2026.11.23`, `app-logs-2026.11`. */
import { type Granularity, type Period, periodOf } from "../periods.ts";

/** Not PREFIX-*: another Sluice with the prefix `app` must not meet the indices of `app-logs`. */
export function patternsOf(prefix: string): [string, string] {
  return [`${prefix}-1*`, `${prefix}-2*`];
}

/** @returns the index of a record with this `@timestamp`; neighbours in a batch are of one day as a rule */
export function createNaming(prefix: string, granularity: Granularity): (timestampMs: number) => string {
  let last = { startMs: 0, endMs: 0, index: "" };
  return (timestampMs) => {
    if (timestampMs < last.startMs || timestampMs >= last.endMs) {
      const period = periodOf(timestampMs, granularity);
      last = { ...period, index: `${prefix}-${period.name.replaceAll("-", ".")}` };
    }
    return last.index;
  };
}

/** Of either granularity, since the setting may have changed; undefined if Sluice gives no such name. */
export function periodNamed(index: string, prefixes: readonly string[]): Period | undefined {
  const [, prefix, date, day] = /^(.+)-(\d{4}\.\d{2}(\.\d{2})?)$/.exec(index) ?? [];
  if (prefix === undefined || date === undefined || !prefixes.includes(prefix)) return undefined;
  const startMs = Date.parse(date.replaceAll(".", "-"));
  if (Number.isNaN(startMs)) return undefined;
  return periodOf(startMs, day === undefined ? "month" : "day");
}
