/** How loud groups of errors are, by what sluice.yml says of them. */
import { expect, test } from "vitest";
import { type AlertState, EMPTY_STATE } from "../../../lib/alerts/state.ts";
import { errorsOf, RULES, scanned } from "./scanned.ts";

function quietFor100Minutes(state: AlertState): AlertState {
  let now = state;
  for (let minute = 101; minute <= 200; minute++) now = scanned(now, minute, []).state;
  return now;
}

const ERRORS_BEFORE = scanned(quietFor100Minutes(scanned(EMPTY_STATE, 100, errorsOf(99, ["a"])).state), 201, []).state;
const policies = (policy: Partial<ReturnType<typeof RULES.groupPolicy>>) => ({
  rules: { ...RULES, groupPolicy: () => ({ route: "default", tell: "unusual" as const, ...policy }) },
});

/** Scans each minute with so many errors; gives how many minutes that took until the alert fired. */
function minutesUntilTold(policy: Partial<ReturnType<typeof RULES.groupPolicy>>, errors: number): number | undefined {
  let state = ERRORS_BEFORE;
  for (let i = 1; i <= 12; i++) {
    const evaluation = scanned(state, 201 + i, errorsOf(200 + i, ["a"], errors), policies(policy));
    if (evaluation.fired > 0) return i;
    state = evaluation.state;
  }
  return undefined;
}

test.each([
  ["what is far from usual is told at once", {}, 40, 1],
  ["or, with a time, when it has gone on so long", { forMinutes: 5 }, 40, 5],
  ["every: errors in the second of two minutes", { tell: "every" as const }, 1, 2],
  ["every, for 0m: the first error", { tell: "every" as const, forMinutes: 0 }, 1, 1],
  ["new: not what was seen before", { tell: "new" as const }, 40, undefined],
  ["never: nobody", { tell: "never" as const }, 40, undefined],
])("%s", (_, policy, errors, expected) => {
  expect(minutesUntilTold(policy, errors)).toBe(expected);
});
