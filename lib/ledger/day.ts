/** One day of the ledger: what all entries say of the records that arrived on it. */
import { addUp, type DatasetCounts } from "./counts.ts";
import type { LedgerEntry } from "./entry.ts";
import { patternOf, type Twins } from "./twins.ts";

export interface DayTotal {
  readonly counts: readonly DatasetCounts[];
  readonly twins: Twins;
  /** Keys that end in an index, by what they look like. */
  readonly indexed: readonly IndexedKeys[];
  /** The shortest retention that was in force since: what it may have removed is not looked for. */
  readonly retentionDays: number;
  /** The last batch of entries that is in it. */
  readonly batch: number;
  /** How the store's count compared with it, after its end. */
  readonly check?: StoredCheck;
}

interface StoredCheck {
  readonly checked: string;
  readonly expected: number;
  readonly stored: number;
  readonly missing: number;
}

export interface IndexedKeys {
  readonly pattern: string;
  readonly example: string;
  readonly objects: number;
}

/** What a batch of entries adds to one day. */
export type DayAddition = Pick<DayTotal, "counts" | "twins" | "indexed">;

const MOST_DATASETS = 256;
const MOST_PATTERNS = 20;

const EMPTY_ADDITION: DayAddition = { counts: [], twins: { objects: 0, records: 0 }, indexed: [] };

export function emptyDay(retentionDays: number): DayTotal {
  return { ...EMPTY_ADDITION, retentionDays, batch: 0 };
}

export function addToDay<T extends DayAddition>(total: T, addition: DayAddition): T {
  return {
    ...total,
    counts: addUp([...total.counts, ...addition.counts], MOST_DATASETS),
    twins: {
      objects: total.twins.objects + addition.twins.objects,
      records: total.twins.records + addition.twins.records,
    },
    indexed: addPatterns([...total.indexed, ...addition.indexed]),
  };
}

/** Beyond so many, what comes later is not told: an example of each is enough to find the shipper. */
function addPatterns(all: readonly IndexedKeys[]): IndexedKeys[] {
  const byPattern = new Map<string, IndexedKeys>();
  for (const { pattern, example, objects } of all) {
    const before = byPattern.get(pattern);
    if (!before && byPattern.size >= MOST_PATTERNS) continue;
    byPattern.set(pattern, { pattern, example: before?.example ?? example, objects: objects + (before?.objects ?? 0) });
  }
  return [...byPattern.values()];
}

/** @param twins those among the objects of the entries */
export function additionsOf(
  entries: readonly LedgerEntry[],
  twins: readonly { readonly day: string; readonly records: number }[],
): Map<string, DayAddition> {
  const days = new Map<string, DayAddition>();
  const add = (day: string, addition: Partial<DayAddition>) =>
    days.set(day, addToDay(days.get(day) ?? EMPTY_ADDITION, { ...EMPTY_ADDITION, ...addition }));

  for (const [day, counts] of Map.groupBy(
    entries.flatMap((entry) => entry.counts),
    (row) => row.day,
  ))
    add(day, { counts });
  for (const { day, records } of twins) add(day, { twins: { objects: 1, records } });
  for (const { origin, day } of entries.flatMap(({ objects }) => objects)) {
    add(day, { indexed: [{ pattern: patternOf(origin), example: origin, objects: 1 }] });
  }
  return days;
}
