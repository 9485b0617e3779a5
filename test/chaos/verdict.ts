/** What a run must have come to, as sentences on what is wrong: pure, so that it can be tested that it finds what it is there to find. */
import type { IngestReport } from "../../lib/ingest/report.ts";
import type { Contents } from "./contents.ts";
import { type Fate, fateOf, type RecordPlan } from "./records.ts";

interface Counters {
  readonly received: number;
  readonly indexed: number;
  readonly duplicate: number;
  readonly filtered: number;
  readonly quarantined: number;
}

export interface Verdict {
  readonly wrong: readonly string[];
  readonly lost: number;
  readonly doubled: number;
  readonly counters: Counters;
  /** Of the records, by what must become of them. */
  readonly expected: Readonly<Record<Fate, number>>;
}

export interface Judged {
  readonly records: RecordPlan & { readonly count: number };
  readonly contents: Contents;
  readonly reports: readonly IngestReport[];
  /** By name: what must have happened at least once, or the run has tested nothing. */
  readonly happened: Readonly<Record<string, number>>;
  /**
   * Whether answers of the store were lost. Who writes again after that and finds the document takes it for its own, which it is unless the
   * delivery came twice, too: then it is told indexed twice, though it is there once.
   */
  readonly answersLost: boolean;
  /** What went wrong on the way. */
  readonly broken: readonly string[];
}

export function judge({ records, contents, reports, happened, answersLost, broken }: Judged): Verdict {
  const lost: number[] = [];
  const doubled: number[] = [];
  const misplaced: number[] = [];
  const expected: Record<Fate, number> = { stored: 0, filtered: 0, quarantined: 0 };
  for (let n = 0; n < records.count; n++) {
    const fate = fateOf(n, records);
    expected[fate]++;
    const stored = contents.stored[n] ?? 0;
    const kept = contents.quarantined[n] ?? 0;
    if ((fate === "stored" && stored === 0) || (fate === "quarantined" && kept === 0)) lost.push(n);
    if (stored > 1 || kept > 1) doubled.push(n);
    if ((fate !== "stored" && stored > 0) || (fate !== "quarantined" && kept > 0)) misplaced.push(n);
  }
  const counters = sum(reports);
  const wrong = [
    ...broken,
    ...numbered("lost", lost),
    ...numbered("doubled", doubled),
    ...numbered("elsewhere than they belong", misplaced),
    ...contents.foreign.slice(0, 5).map((text) => `a record that nobody sent: ${text}`),
    ...Object.entries(happened).flatMap(([name, times]) => (times > 0 ? [] : [`${name} never happened`])),
    ...countedWrongly(reports, counters, contents.storeCount, expected),
    ...(counters.indexed > contents.storeCount && !answersLost
      ? [`${counters.indexed} told indexed, but the store holds ${contents.storeCount}`]
      : []),
  ];
  return { wrong, lost: lost.length, doubled: doubled.length, counters, expected };
}

function countedWrongly(
  reports: readonly IngestReport[],
  { indexed, duplicate, filtered, quarantined }: Counters,
  storeCount: number,
  expected: Readonly<Record<Fate, number>>,
): string[] {
  const wrong: string[] = [];
  for (const report of reports) {
    const accounted = report.indexed + report.duplicate + report.filtered + report.quarantined;
    if (report.received !== accounted)
      wrong.push(`${report.object}: ${report.received} received, ${accounted} told of`);
  }
  if (storeCount !== expected.stored) wrong.push(`the store counts ${storeCount} records, not ${expected.stored}`);
  // What a killed invocation stored it told nobody: whoever came next found duplicates.
  if (storeCount > indexed + duplicate)
    wrong.push(`the store holds ${storeCount}, of which only ${indexed + duplicate} were told of`);
  if (filtered < expected.filtered) wrong.push(`${filtered} told filtered, of ${expected.filtered}`);
  if (quarantined < expected.quarantined) wrong.push(`${quarantined} told quarantined, of ${expected.quarantined}`);
  return wrong;
}

function sum(reports: readonly IngestReport[]): Counters {
  const counters = { received: 0, indexed: 0, duplicate: 0, filtered: 0, quarantined: 0 };
  for (const report of reports) {
    counters.received += report.received;
    counters.indexed += report.indexed;
    counters.duplicate += report.duplicate;
    counters.filtered += report.filtered;
    counters.quarantined += report.quarantined;
  }
  return counters;
}

function numbered(what: string, numbers: readonly number[]): string[] {
  if (numbers.length === 0) return [];
  const shown = numbers.slice(0, 10).join(", ");
  return [`${numbers.length} records are ${what}: ${shown}${numbers.length > 10 ? ", …" : ""}`];
}
