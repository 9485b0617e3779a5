/** The memory of groups as it is stored: ten thousand groups must stay below a mebibyte, and a person may look at it. */
import { type Group, type Groups, groupKey } from "./memory.ts";

export interface StoredGroups {
  readonly services: readonly string[];
  /** Minutes in the rows are counted from here, backwards. */
  readonly lastMinute: number;
  readonly rows: readonly StoredGroup[];
}

/**
 * The figures are: minute of the first count; number of the service; minutes of the last error, from there to what is usual, and from there
 * back to the first; rate and squares as logarithms; the quarter's and the hour's errors so far, recent ones, the most of earlier days and
 * of today. Counts are a digit of base 36 a minute or, where that is not enough, numbers with a comma behind each.
 */
type StoredGroup = readonly [pattern: string, counts: string, ...figures: number[]];

const MILLION = 1_000_000;
const STEPS = 250;
const BASE = 36;

export function storeGroups(groups: Groups): StoredGroups {
  const services = new Map<string, number>();
  const all = [...groups.values()];
  const lastMinute = all.reduce((last, { seenMinute }) => Math.max(last, seenMinute), 0);
  const rows = all.map(({ service, pattern, seenMinute, usual, counts }): StoredGroup => {
    const number = services.get(service) ?? services.size;
    services.set(service, number);
    const firstMinute = counts.size === 0 ? lastMinute : Math.min(...counts.keys());
    return [
      pattern,
      storeCounts(counts, firstMinute),
      firstMinute - lastMinute,
      number,
      seenMinute - lastMinute,
      usual.minute - seenMinute,
      usual.sinceMinute - usual.minute,
      toLog(usual.rate),
      toLog(usual.squares.minute),
      toLog(usual.squares.quarter),
      toLog(usual.squares.hour),
      tenths(usual.inQuarter),
      tenths(usual.inHour),
      tenths(usual.recent),
      tenths(usual.most),
      tenths(usual.mostToday),
    ];
  });
  return { services: [...services.keys()], lastMinute, rows };
}

export function restoreGroups({ services, lastMinute, rows }: StoredGroups): Groups {
  return new Map(
    rows.map(([pattern, counts, first = 0, number = 0, seen = 0, learned = 0, since = 0, ...figures]) => {
      const [rate = 0, ofMinute = 0, quarter = 0, hour = 0, inQuarter = 0, inHour = 0, ...more] = figures;
      const [recent = 0, most = 0, mostToday = 0] = more;
      const seenMinute = seen + lastMinute;
      const group: Group = {
        service: services[number] ?? "",
        pattern,
        seenMinute,
        usual: {
          sinceMinute: since + learned + seenMinute,
          minute: learned + seenMinute,
          rate: fromLog(rate),
          squares: { minute: fromLog(ofMinute), quarter: fromLog(quarter), hour: fromLog(hour) },
          inQuarter,
          inHour,
          recent,
          most,
          mostToday,
        },
        counts: restoreCounts(counts, first + lastMinute),
      };
      return [groupKey(group), group];
    }),
  );
}

function storeCounts(counts: ReadonlyMap<number, number>, firstMinute: number): string {
  const length = counts.size === 0 ? 0 : Math.max(...counts.keys()) - firstMinute + 1;
  const all = Array.from({ length }, (_, i) => counts.get(firstMinute + i) ?? 0);
  return all.some((count) => count >= BASE) ? all.map((count) => `${count},`).join("") : all.map(toDigit).join("");
}

function restoreCounts(stored: string, firstMinute: number): Map<number, number> {
  const all = stored.includes(",")
    ? stored.split(",").map(Number)
    : [...stored].map((digit) => Number.parseInt(digit, BASE));
  const counts = new Map<number, number>();
  for (const [i, count] of all.entries()) if (count > 0) counts.set(firstMinute + i, count);
  return counts;
}

const toDigit = (count: number) => count.toString(BASE);

/** What is usual is an estimate, from one in a week to thousands in a minute: three digits of its logarithm say it, to a hundredth part. */
function toLog(value: number): number {
  return Math.round(STEPS * Math.log10(1 + value * MILLION));
}

function fromLog(stored: number): number {
  return (10 ** (stored / STEPS) - 1) / MILLION;
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}
