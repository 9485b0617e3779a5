import { expect, test } from "vitest";
import { type Habit, isHabit, learnHabit } from "../../../../lib/alerts/groups/habit.ts";

const DAY = 24 * 60;
const HALF_PAST_TWO = 150;

/** On each of these days so many errors at half past two, and some minutes more or less. */
function nights(errors: readonly number[], offsets: readonly number[] = []): readonly Habit[] {
  let habits: readonly Habit[] = [];
  for (const [day, inQuarter] of errors.entries()) {
    habits = learnHabit(habits, day * DAY + HALF_PAST_TWO + (offsets[day] ?? 0), inQuarter);
  }
  return habits;
}

test("what came at the same time on two nights is a habit in the third", () => {
  expect(isHabit(nights([10]), DAY + HALF_PAST_TWO, 10)).toBe(false);
  expect(isHabit(nights([10, 12]), 2 * DAY + HALF_PAST_TWO, 10)).toBe(true);
});

test("some minutes sooner or later too", () => {
  expect(isHabit(nights([10, 12], [0, 6]), 2 * DAY + HALF_PAST_TWO - 4, 10)).toBe(true);
  expect(isHabit(nights([10, 12]), 2 * DAY + HALF_PAST_TWO + 30, 10)).toBe(false);
});

test("far more than on those nights is none", () => {
  expect(isHabit(nights([10, 12]), 2 * DAY + HALF_PAST_TWO, 27)).toBe(true);
  expect(isHabit(nights([10, 12]), 2 * DAY + HALF_PAST_TWO, 40)).toBe(false);
});

test("what grows now does not make itself a habit", () => {
  let habits = nights([10, 12]);
  for (let minute = 0; minute < 5; minute++)
    habits = learnHabit(habits, 2 * DAY + HALF_PAST_TWO + minute, 100 * minute);
  expect(isHabit(habits, 2 * DAY + HALF_PAST_TWO + 5, 400)).toBe(false);
});

test("midnight does not divide one", () => {
  const around = [DAY - 3, 2 * DAY + 2, 3 * DAY - 1].reduce<readonly Habit[]>(
    (habits, minute) => learnHabit(habits, minute, 9),
    [],
  );
  expect(isHabit(around, 4 * DAY + 4, 9)).toBe(true);
});

test("a job of working days is known on Monday, and forgotten after a week without it", () => {
  const fiveDays = nights([9, 9, 9, 9, 9]);
  expect(isHabit(fiveDays, 7 * DAY + HALF_PAST_TWO, 9)).toBe(true);
  expect(isHabit(fiveDays, 11 * DAY + HALF_PAST_TWO, 9)).toBe(false);
});

test("bursts at other times do not make it forgotten", () => {
  let habits = nights([9, 9, 9]);
  for (let hour = 4; hour < 20; hour++) habits = learnHabit(habits, 2 * DAY + hour * 60, 500);
  expect(isHabit(habits, 3 * DAY + HALF_PAST_TWO, 9)).toBe(true);
  expect(habits.length).toBeLessThan(10);
});
