import { expect, test } from "vitest";
import { type Accuracy, judge, maseOf } from "../../../lib/forecast/accuracy.ts";

interface Minute {
  readonly value: number;
  readonly expected?: number;
  readonly half?: number;
}

function judged(minutes: readonly Minute[], before?: Accuracy): Accuracy | undefined {
  return minutes.reduce<Accuracy | undefined>((accuracy, { value, expected, half = 1 }) => {
    return judge(
      accuracy,
      value,
      expected === undefined ? {} : { expected, lower: expected - half, upper: expected + half },
    );
  }, before);
}

const swinging = (n: number) => ({ value: n % 2 === 0 ? 10 : 20 });
const many = (length: number, minute: (n: number) => Minute) => Array.from({ length }, (_, n) => minute(n));

test("a model that is off by half as much as 'as the minute before' has a MASE of a half", () => {
  const accuracy = judged(many(200, (n) => ({ ...swinging(n), expected: 15 })));
  expect(accuracy && maseOf(accuracy)).toBeCloseTo(0.5, 6);
});

test("coverage is the share of values in the interval, and fades over a day", () => {
  const half = judged(many(1000, (n) => ({ ...swinging(n), expected: 10 })));
  expect(half?.coverage).toBeCloseTo(0.5, 2);
  const after = judged(
    many(1440, (n) => ({ ...swinging(n), expected: swinging(n).value })),
    half,
  );
  expect(after?.coverage).toBeGreaterThan(0.8);
  expect(after?.coverage).toBeLessThan(0.85);
});

test("of what was not forecast nothing is said", () => {
  const accuracy = judged([{ value: 3 }, { value: 5 }]);
  expect(accuracy).toMatchObject({ minutes: 0, last: 5, isWorse: false });
  expect(accuracy && maseOf(accuracy)).toBeUndefined();
});

test("a model is worse than naive after half a day of it, and better again once it is better", () => {
  const steps = (n: number) => ({ value: Math.floor(n / 10) % 2 === 0 ? 10 : 20, expected: 15 });
  expect(judged(many(700, steps))?.isWorse).toBe(false);
  const worse = judged(many(1000, steps));
  expect(worse?.isWorse).toBe(true);
  expect(
    judged(
      many(50, (n) => ({ ...steps(n), expected: steps(n).value })),
      worse,
    )?.isWorse,
  ).toBe(true);
  expect(
    judged(
      many(4000, (n) => ({ ...steps(n), expected: steps(n).value })),
      worse,
    )?.isWorse,
  ).toBe(false);
});

test("who misses a steady series by little is no worse than who says the same again", () => {
  const accuracy = judged(many(2000, (n) => ({ value: n % 500 === 0 ? 101 : 100, expected: 100.5 })));
  expect(accuracy && maseOf(accuracy)).toBeGreaterThan(2);
  expect(accuracy?.isWorse).toBe(false);
});
