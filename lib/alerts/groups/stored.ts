/** The memory of groups as it is stored: ten thousand groups must stay below a mebibyte, and a person may look at it. */
import { type Group, type Groups, groupKey } from "./memory.ts";
import type { Most } from "./usual.ts";

export interface StoredGroups {
  readonly services: readonly string[];
  /** Minutes in the rows are counted from here, backwards. */
  readonly lastMinute: number;
  readonly rows: readonly StoredGroup[];
}

/**
 * Pattern, number of the service, minutes of the last error, from there to what is usual, and from there back to the first; rate in millionths, recent; the most in a
 * minute, in a quarter and of recent, on earlier days and today; minute of the first count, and the counts of it and of the minutes after.
 */
type StoredGroup = readonly [string, number, number, number, number, number, number, ...number[]];

const MILLION = 1_000_000;
const MOSTS = 3;

export function storeGroups(groups: Groups): StoredGroups {
  const services = new Map<string, number>();
  const all = [...groups.values()];
  const lastMinute = all.reduce((last, { seenMinute }) => Math.max(last, seenMinute), 0);
  const rows = all.map(({ service, pattern, seenMinute, usual, counts }): StoredGroup => {
    const number = services.get(service) ?? services.size;
    services.set(service, number);
    return [
      pattern,
      number,
      seenMinute - lastMinute,
      usual.minute - seenMinute,
      usual.sinceMinute - usual.minute,
      Math.round(usual.rate * MILLION),
      tenths(usual.recent),
      ...storeMost(usual.most),
      ...storeMost(usual.mostToday),
      ...storeCounts(counts, lastMinute),
    ];
  });
  return { services: [...services.keys()], lastMinute, rows };
}

export function restoreGroups({ services, lastMinute, rows }: StoredGroups): Groups {
  return new Map(
    rows.map(([pattern, number, seen, learned, since, rate, recent, ...more]) => {
      const seenMinute = seen + lastMinute;
      const group: Group = {
        service: services[number] ?? "",
        pattern,
        seenMinute,
        usual: {
          sinceMinute: since + learned + seenMinute,
          minute: learned + seenMinute,
          rate: rate / MILLION,
          recent,
          most: restoreMost(more),
          mostToday: restoreMost(more.slice(MOSTS)),
        },
        counts: restoreCounts(more.slice(2 * MOSTS), lastMinute),
      };
      return [groupKey(group), group];
    }),
  );
}

function storeCounts(counts: ReadonlyMap<number, number>, lastMinute: number): number[] {
  if (counts.size === 0) return [];
  const minutes = [...counts.keys()];
  const first = Math.min(...minutes);
  const length = Math.max(...minutes) - first + 1;
  return [first - lastMinute, ...Array.from({ length }, (_, i) => counts.get(first + i) ?? 0)];
}

function restoreCounts([first = 0, ...stored]: readonly number[], lastMinute: number): Map<number, number> {
  const counts = new Map<number, number>();
  for (const [i, count] of stored.entries()) if (count > 0) counts.set(first + lastMinute + i, count);
  return counts;
}

function storeMost({ inMinute, inQuarter, recent }: Most): [number, number, number] {
  return [tenths(inMinute), tenths(inQuarter), tenths(recent)];
}

function restoreMost([inMinute = 0, inQuarter = 0, recent = 0]: readonly number[]): Most {
  return { inMinute, inQuarter, recent };
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}
