/**
 * At which times of the day a group's errors come together, whether people were told of it or not: what did so on two earlier days is a
 * habit, such as a nightly job that fails for some of its work, and no news. Pure.
 */

export interface Habit {
  readonly minuteOfDay: number;
  /** When errors last came at this time. */
  readonly seenMinute: number;
  /** On how many days before that one they did. */
  readonly days: number;
  /** The most within a quarter, on average of those days. */
  readonly most: number;
  /** On the day of `seenMinute`. */
  readonly today: number;
}

const DAY_MINUTES = 24 * 60;
const NEAR_MINUTES = 10;
/** Jobs of working days come back on Mondays. */
const FORGOTTEN_MINUTES = 4 * DAY_MINUTES;
const ANOTHER_DAY_MINUTES = DAY_MINUTES / 2;
const MOST_HABITS = 6;
const ENOUGH_DAYS = 2;
const DAYS_OF_MEAN = 5;
const TIMES_MOST = 2.5;

/** @param inQuarter errors of that minute and the 14 after it */
export function learnHabit(habits: readonly Habit[], minute: number, inQuarter: number): readonly Habit[] {
  const known = habits.filter(({ seenMinute }) => minute - seenMinute < FORGOTTEN_MINUTES);
  const near = known.find((habit) => isNear(habit, minute));
  const own = near
    ? onDayOf(near, minute)
    : { minuteOfDay: minute % DAY_MINUTES, seenMinute: minute, days: 0, most: 0, today: 0 };
  const learned = { ...own, seenMinute: minute, today: Math.max(own.today, inQuarter) };
  return [...known.filter((habit) => habit !== near), learned].sort(byWorth).slice(0, MOST_HABITS);
}

/** So many errors within the quarter that ends with this minute are no news at this time of the day. */
export function isHabit(habits: readonly Habit[], minute: number, inQuarter: number): boolean {
  return habits.some((habit) => {
    if (!isNear(habit, minute) || minute - habit.seenMinute >= FORGOTTEN_MINUTES) return false;
    const { days, most } = onDayOf(habit, minute);
    return days >= ENOUGH_DAYS && inQuarter <= TIMES_MOST * most;
  });
}

function onDayOf(habit: Habit, minute: number): Habit {
  if (minute - habit.seenMinute < ANOTHER_DAY_MINUTES) return habit;
  const days = habit.days + 1;
  const most = habit.most + (habit.today - habit.most) / Math.min(days, DAYS_OF_MEAN);
  return { ...habit, days, most, today: 0 };
}

function isNear({ minuteOfDay }: Habit, minute: number): boolean {
  const apart = Math.abs((minute % DAY_MINUTES) - minuteOfDay);
  return Math.min(apart, DAY_MINUTES - apart) <= NEAR_MINUTES;
}

/** What came on most days, and then what came last. */
function byWorth(a: Habit, b: Habit): number {
  return b.days - a.days || b.seenMinute - a.seenMinute;
}
