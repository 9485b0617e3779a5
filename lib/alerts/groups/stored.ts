/** The memory of groups as it is stored: ten thousand groups must stay below a mebibyte. */
import { type Group, type Groups, groupKey } from "./memory.ts";

export interface StoredGroups {
  readonly services: readonly string[];
  /** Minutes in the rows are counted from here, backwards. */
  readonly lastMinute: number;
  /**
   * Of each group, with blanks between and numbers in base 36: pattern; counts; minute of the first count; number of the service; minutes
   * of the last error, from there to what is usual, and from there back to the first; rate, squares; dispersions, the quarter's and the
   * hour's errors so far, recent ones, the most of earlier days and of today. Counts are a digit a minute or, where that is not enough,
   * numbers with a comma behind each.
   */
  readonly rows: readonly string[];
}

const BASE = 36;
const MILLION = 1_000_000;
const HUNDRED = 100;
/** A minute changes the rate by two thousandths of itself: what is rounded must be far less, or nothing is learned. */
const STEPS = 100_000;

export function storeGroups(groups: Groups): StoredGroups {
  const services = new Map<string, number>();
  const all = [...groups.values()];
  const lastMinute = all.reduce((last, { seenMinute }) => Math.max(last, seenMinute), 0);
  const rows = all.map(({ service, pattern, seenMinute, usual, counts }) => {
    const number = services.get(service) ?? services.size;
    services.set(service, number);
    const firstMinute = counts.size === 0 ? lastMinute : Math.min(...counts.keys());
    const { squares, dispersion, inQuarter, inHour, recent, most, mostToday } = usual;
    const places = [
      firstMinute - lastMinute,
      number,
      seenMinute - lastMinute,
      usual.minute - seenMinute,
      usual.sinceMinute - usual.minute,
    ];
    const wide = [usual.rate, squares.minute, squares.quarter, squares.hour].map(toLog);
    const plain = [dispersion.minute, dispersion.quarter, dispersion.hour, inQuarter, inHour, recent, most, mostToday];
    const figures = [...places, ...wide, ...plain.map((value) => Math.round(value * HUNDRED))];
    return [pattern, storeCounts(counts, firstMinute), ...figures.map((figure) => figure.toString(BASE))].join(" ");
  });
  return { services: [...services.keys()], lastMinute, rows };
}

export function restoreGroups({ services, lastMinute, rows }: StoredGroups): Groups {
  return new Map(
    rows.map((row) => {
      const [pattern = "", counts = "", ...digits] = row.split(" ");
      const figures = digits.map((figure) => Number.parseInt(figure, BASE));
      const [first = 0, number = 0, seen = 0, learned = 0, since = 0, ...values] = figures;
      const [rate = 0, ofMinute = 0, ofQuarter = 0, ofHour = 0] = values.slice(0, 4).map(fromLog);
      const [minute = 1, quarter = 1, hour = 1, ...today] = values.slice(4).map((value) => value / HUNDRED);
      const [inQuarter = 0, inHour = 0, recent = 0, most = 0, mostToday = 0] = today;
      const seenMinute = seen + lastMinute;
      const group: Group = {
        service: services[number] ?? "",
        pattern,
        seenMinute,
        usual: {
          sinceMinute: since + learned + seenMinute,
          minute: learned + seenMinute,
          rate,
          squares: { minute: ofMinute, quarter: ofQuarter, hour: ofHour },
          dispersion: { minute, quarter, hour },
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
  return all.some((count) => count >= BASE)
    ? all.map((count) => `${count},`).join("")
    : all.map((count) => count.toString(BASE)).join("");
}

function restoreCounts(stored: string, firstMinute: number): Map<number, number> {
  const all = stored.includes(",")
    ? stored.split(",").map(Number)
    : [...stored].map((digit) => Number.parseInt(digit, BASE));
  const counts = new Map<number, number>();
  for (const [i, count] of all.entries()) if (count > 0) counts.set(firstMinute + i, count);
  return counts;
}

/** From one error in weeks to millions in a minute. */
function toLog(value: number): number {
  return Math.round(STEPS * Math.log10(1 + value * MILLION));
}

function fromLog(stored: number): number {
  return (10 ** (stored / STEPS) - 1) / MILLION;
}
