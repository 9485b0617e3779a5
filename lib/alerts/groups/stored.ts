/** The memory of groups as it is stored: ten thousand groups must stay below a mebibyte. */
import type { Habit } from "./habit.ts";
import { type Group, type Groups, groupKey } from "./memory.ts";
import { NEVER, type Usual } from "./usual.ts";

export interface StoredGroups {
  readonly services: readonly string[];
  /** Minutes in the rows are counted from here, backwards. */
  readonly lastMinute: number;
  /**
   * Of each group, with blanks between and numbers in base 36: pattern; counts; minute of the first count; number of the service; minutes
   * of the last error, from there to what is usual, and from there back to the first; errors, squares, the most; what the spans that go on
   * are beyond, recent errors, those of today; and five numbers for each habit. Counts are a digit a minute or, where that is not enough, numbers
   * with a comma behind each.
   */
  readonly rows: readonly string[];
}

const BASE = 36;
const MILLION = 1_000_000;
const TEN = 10;
/** Of rows, with their quotes and commas: beyond, habits of the groups that came last are left out. They are learned again. */
const MOST_CHARACTERS = 0.93 * 2 ** 20;
const AROUND_ROW = '"",'.length;
/** A minute changes what is usual by a ten-thousandth of itself: what is rounded must be less, or nothing is learned. */
const STEPS = 100_000;

export function storeGroups(groups: Groups): StoredGroups {
  const services = new Map<string, number>();
  const all = [...groups.values()];
  const lastMinute = all.reduce((last, { seenMinute }) => Math.max(last, seenMinute), 0);
  const bare = all.map(({ service, pattern, seenMinute, usual, counts }) => {
    const number = services.get(service) ?? services.size;
    services.set(service, number);
    const firstMinute = counts.size === 0 ? lastMinute : Math.min(...counts.keys());
    const places = [
      firstMinute - lastMinute,
      number,
      seenMinute - lastMinute,
      usual.minute - seenMinute,
      usual.sinceMinute - usual.minute,
    ];
    return [pattern, storeCounts(counts, firstMinute), ...[...places, ...figuresOf(usual)].map(toDigits)].join(" ");
  });
  let room = MOST_CHARACTERS - bare.reduce((sum, row) => sum + row.length + AROUND_ROW, 0);
  const rows = bare.map((row, n) => {
    const habits = habitsOf(all[n]?.usual ?? NEVER).map((figure) => ` ${toDigits(figure)}`);
    const text = habits.join("");
    if (text.length > room) return row;
    room -= text.length;
    return row + text;
  });
  return { services: [...services.keys()], lastMinute, rows };
}

export function restoreGroups({ services, lastMinute, rows }: StoredGroups): Groups {
  return new Map(
    rows.map((row) => {
      const [pattern = "", counts = "", ...digits] = row.split(" ");
      const figures = digits.map((figure) => Number.parseInt(figure, BASE));
      const [first = 0, number = 0, seen = 0, learned = 0, since = 0, ...rest] = figures;
      const seenMinute = seen + lastMinute;
      const minute = learned + seenMinute;
      const group: Group = {
        service: services[number] ?? "",
        pattern,
        seenMinute,
        usual: usualFrom(rest, { minute, sinceMinute: since + minute }),
        counts: restoreCounts(counts, first + lastMinute),
      };
      return [groupKey(group), group];
    }),
  );
}

function figuresOf({ events, squares, within, recent, most, today }: Usual): number[] {
  const wide = [events, squares.minute, squares.quarter, squares.hour, most].map(toLog);
  const ofToday = [today.events, today.quarter, today.hour, today.most];
  const plain = [within.quarter, within.hour, recent, ...ofToday].map(toTenths);
  return [...wide, ...plain];
}

function habitsOf({ minute, habits }: Usual): number[] {
  return habits.flatMap((habit) => [
    habit.minuteOfDay,
    habit.seenMinute - minute,
    habit.days,
    toTenths(habit.most),
    habit.today,
  ]);
}

function toDigits(figure: number): string {
  return figure.toString(BASE);
}

function usualFrom(figures: readonly number[], known: Pick<Usual, "minute" | "sinceMinute">): Usual {
  const [events = 0, ofMinute = 0, ofQuarter = 0, ofHour = 0, most = 0] = figures.slice(0, 5).map(fromLog);
  const [quarter = 0, hour = 0, recent = 0, ...ofToday] = figures.slice(5, 12).map(fromTenths);
  const [eventsToday = 0, quarterToday = 0, hourToday = 0, mostToday = 0] = ofToday;
  const habits: Habit[] = [];
  for (let at = 12; at < figures.length; at += 5) {
    const [minuteOfDay = 0, seen = 0, days = 0, mostOfDay = 0, today = 0] = figures.slice(at, at + 5);
    habits.push({ minuteOfDay, seenMinute: seen + known.minute, days, most: fromTenths(mostOfDay), today });
  }
  return {
    ...known,
    events,
    squares: { minute: ofMinute, quarter: ofQuarter, hour: ofHour },
    within: { quarter, hour },
    recent,
    most,
    today: { events: eventsToday, quarter: quarterToday, hour: hourToday, most: mostToday },
    habits,
  };
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

function toTenths(value: number): number {
  return Math.round(value * TEN);
}

function fromTenths(stored: number): number {
  return stored / TEN;
}

/** From one error in weeks to millions in a minute. */
function toLog(value: number): number {
  return Math.round(STEPS * Math.log10(1 + value * MILLION));
}

function fromLog(stored: number): number {
  return (10 ** (stored / STEPS) - 1) / MILLION;
}
