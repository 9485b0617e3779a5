/** Who ships objects under Fluentd's default key, and whether chunks came twice for that reason. */

import { originOf } from "../../ingest/delivery.ts";
import type { DayTotal, IndexedKeys } from "../../ledger/day.ts";
import { indexOf, patternOf } from "../../ledger/twins.ts";
import type { ObjectStore } from "../../ports.ts";
import { type Finding, failed, plural } from "./finding.ts";

const PREFIX = "logs/";
/** One page of a listing. */
const MOST_LISTED = 1_000;
const MOST_SHOWN = 5;
const ADVICE = `Fluentd's key has %{index} and no \${chunk_id}: where an answer of S3 is lost, the chunk comes twice. infra/shippers/fluentd-s3.conf has the key that is exact`;

export async function checkKeys(objects: ObjectStore, days: Iterable<DayTotal>): Promise<Finding[]> {
  const totals = [...days];
  const patterns = new Map<string, IndexedKeys>();
  for (const keys of totals.flatMap(({ indexed }) => indexed)) add(patterns, keys);
  try {
    for (const keys of await listed(objects)) if (!patterns.has(keys.pattern)) add(patterns, keys);
  } catch (error) {
    return [{ ...failed("keys", error), status: "warn" }, ...twinFindings(totals)];
  }
  const all = [...patterns.values()].sort((a, b) => b.objects - a.objects);
  if (all.length === 0) {
    return [
      { check: "keys", status: "ok", detail: "no object's key ends in Fluentd's counter" },
      ...twinFindings(totals),
    ];
  }
  const count = all.reduce((sum, { objects: n }) => sum + n, 0);
  const lines = all.slice(0, MOST_SHOWN).map(({ example, objects: n }) => `${plural(n, "object")} like ${example}`);
  const detail = `${plural(count, "object")} whose keys end in a counter (_0, _1 …)`;
  return [
    { check: "keys", status: "warn", detail, advice: ADVICE, lines, data: { keys: all } },
    ...twinFindings(totals),
  ];
}

/** What lies in the store, whether it came through the ledger or before there was one; the first keys stand for all. */
async function listed(objects: ObjectStore): Promise<IndexedKeys[]> {
  const patterns = new Map<string, IndexedKeys>();
  let left = MOST_LISTED;
  for await (const { key } of objects.list(PREFIX)) {
    const origin = originOf(objects, key);
    if (indexOf(origin)) add(patterns, { pattern: patternOf(origin), example: origin, objects: 1 });
    if (--left === 0) break;
  }
  return [...patterns.values()];
}

function add(patterns: Map<string, IndexedKeys>, { pattern, example, objects }: IndexedKeys): void {
  const before = patterns.get(pattern);
  patterns.set(pattern, { pattern, example: before?.example ?? example, objects: objects + (before?.objects ?? 0) });
}

function twinFindings(days: readonly DayTotal[]): Finding[] {
  const objects = days.reduce((sum, { twins }) => sum + twins.objects, 0);
  if (objects === 0) return [];
  const records = days.reduce((sum, { twins }) => sum + twins.records, 0);
  const detail = `${plural(objects, "object")} with ${plural(records, "record")} had the content of another one whose key differs in its counter alone`;
  const advice = `These records may be stored twice: Sluice drops none on a guess. With \${chunk_id} in the key it would know`;
  return [{ check: "twins", status: "warn", detail, advice, data: { objects, records } }];
}
