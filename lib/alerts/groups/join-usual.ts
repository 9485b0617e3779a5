/** What is usual of two groups that turn out to be one: a new masker gave both the same pattern. Pure. */
import { NEVER, type Usual, usualAt } from "./usual.ts";

export function joinUsual(a: Usual, b: Usual): Usual {
  // Who has learned nothing yet has no beginning either.
  if (a.sinceMinute === NEVER.sinceMinute || b.sinceMinute === NEVER.sinceMinute) return a.minute > b.minute ? a : b;
  const minute = Math.max(a.minute, b.minute);
  const [one, other] = [usualAt(a, minute, 1), usualAt(b, minute, 1)];
  return {
    sinceMinute: Math.min(a.sinceMinute, b.sinceMinute),
    minute,
    events: one.events + other.events,
    squares: {
      minute: one.squares.minute + other.squares.minute,
      quarter: one.squares.quarter + other.squares.quarter,
      hour: one.squares.hour + other.squares.hour,
    },
    within: {
      quarter: one.within.quarter + other.within.quarter,
      hour: one.within.hour + other.within.hour,
    },
    recent: one.recent + other.recent,
    most: one.most + other.most,
    today: {
      events: one.today.events + other.today.events,
      quarter: one.today.quarter + other.today.quarter,
      hour: one.today.hour + other.today.hour,
      most: one.today.most + other.today.most,
    },
    habits: one.habits.length >= other.habits.length ? one.habits : other.habits,
  };
}
