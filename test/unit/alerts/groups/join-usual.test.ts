import { describe, expect, test } from "vitest";
import { joinUsual } from "../../../../lib/alerts/groups/join-usual.ts";
import { learn, NEVER, ratePerMinute, type Usual } from "../../../../lib/alerts/groups/usual.ts";

const DAY = 24 * 60;

function learnt(errors: number, { minutes }: { readonly minutes: number }): Usual {
  let usual = NEVER;
  for (let minute = 1; minute <= minutes; minute++) {
    usual = learn(usual, { minute, errors, inQuarter: errors, load: 1, incidentMinutes: undefined });
  }
  return usual;
}

describe("of two groups that turn out to be one", () => {
  test("the rates add up, since the first of them was seen", () => {
    const [long, short] = [learnt(2, { minutes: 3 * DAY }), learnt(1, { minutes: DAY })];
    for (const joined of [joinUsual(long, short), joinUsual(short, long)]) {
      expect(joined).toMatchObject({ sinceMinute: 1, minute: 3 * DAY });
      expect(ratePerMinute(joined)).toBeGreaterThan(ratePerMinute(long));
    }
  });

  test("one that has learned nothing yet takes nothing from the other", () => {
    const known = learnt(2, { minutes: 3 * DAY });
    expect(joinUsual(known, NEVER)).toEqual(known);
    expect(joinUsual(NEVER, known)).toEqual(known);
    const next = { minute: known.minute + 1, errors: 2, inQuarter: 2, load: 1, incidentMinutes: undefined };
    expect(learn(joinUsual(known, NEVER), next).sinceMinute).toBe(1);
  });
});
