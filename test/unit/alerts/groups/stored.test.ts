import { expect, test } from "vitest";
import { type Group, groupKey, learnMinute, MOST_GROUPS } from "../../../../lib/alerts/groups/memory.ts";
import { restoreGroups, storeGroups } from "../../../../lib/alerts/groups/stored.ts";
import { NEVER } from "../../../../lib/alerts/groups/usual.ts";

const NOW = 29_600_000;

function group(n: number): Group {
  const counts = new Map(Array.from({ length: 15 }, (_, i) => [NOW - 14 + i, 1 + ((n * 7 + i * 5) % 9)] as const));
  return {
    service: `service-${n % 40}`,
    pattern: `2-${(n * 0x9e3779b1).toString(16).padStart(16, "0").slice(-16)}`,
    seenMinute: NOW,
    usual: {
      sinceMinute: NOW - 2000,
      minute: NOW,
      events: 1000 / (n + 3),
      squares: { minute: 2000 / (n + 3), quarter: 30_000 / (n + 3), hour: 90_000 / (n + 3) },
      within: { quarter: -1 / 3, hour: n % 60 },
      recent: n % 20,
      most: n % 40,
      today: { events: n % 30, quarter: n % 90, hour: n % 200, most: n % 30 },
      habits: [],
    },
    counts,
  };
}

test("what is stored comes back, estimates rounded", () => {
  const group7 = group(7);
  const back = restoreGroups(storeGroups(new Map([[groupKey(group7), group7]])));
  const { usual, ...rest } = back.get(groupKey(group7)) ?? group7;
  expect(rest).toEqual({ service: group7.service, pattern: group7.pattern, seenMinute: NOW, counts: group7.counts });
  expect(usual).toEqual({
    ...group7.usual,
    events: expect.closeTo(group7.usual.events, 2),
    squares: {
      minute: expect.closeTo(group7.usual.squares.minute, 1),
      quarter: expect.closeTo(group7.usual.squares.quarter, 0),
      hour: expect.closeTo(group7.usual.squares.hour, 0),
    },
    within: { quarter: -0.3, hour: 7 },
    most: expect.closeTo(group7.usual.most, 3),
  });
});

test("so do habits, and whatever the memory has learned", () => {
  const habits = [
    { minuteOfDay: 150, seenMinute: NOW - 1_290, days: 4, most: 11.3, today: 14 },
    { minuteOfDay: 0, seenMinute: NOW - 3_000, days: 0, most: 0, today: 3 },
  ];
  const nightly = { ...group(7), usual: { ...group(7).usual, habits } };
  expect(restoreGroups(storeGroups(new Map([["g", nightly]]))).get(groupKey(nightly))?.usual.habits).toEqual(habits);
});

test("a minute without errors between two with them stays one", () => {
  const gap = {
    ...group(7),
    counts: new Map([
      [NOW - 9, 2],
      [NOW - 3, 1],
    ]),
  };
  expect(restoreGroups(storeGroups(new Map([["g", gap]]))).get(groupKey(gap))?.counts).toEqual(gap.counts);
});

test("a group that has learned nothing yet begins to learn from its first minute, stored or not", () => {
  const fresh: Group = { ...group(7), usual: NEVER };
  const back = restoreGroups(storeGroups(new Map([["g", fresh]]))).get(groupKey(fresh)) ?? fresh;
  const seen = { minute: NOW, errors: 3, load: 1, incidentMinutes: undefined };
  expect(learnMinute(back, seen)).toEqual(learnMinute(fresh, seen));
});

test("learning goes on as though nothing were stored in between", () => {
  const seen = { minute: NOW, errors: 1, load: 1, incidentMinutes: undefined };
  const begun = learnMinute({ ...group(7), usual: NEVER, counts: new Map() }, seen);
  let kept: Group = { ...begun, usual: { ...begun.usual, most: 10 } };
  let stored = kept;
  for (let minute = NOW + 1; minute < NOW + 3_000; minute++) {
    const seen = { minute, errors: 1 + (minute % 3), load: 1.3, incidentMinutes: undefined };
    kept = learnMinute(kept, seen);
    const learned = learnMinute(stored, seen);
    stored = restoreGroups(storeGroups(new Map([["g", learned]]))).get(groupKey(learned)) ?? learned;
  }
  expect(stored.usual.events / kept.usual.events).toBeCloseTo(1, 3);
  expect(stored.usual.most / kept.usual.most).toBeCloseTo(1, 2);
  expect(Math.abs(stored.usual.squares.hour / kept.usual.squares.hour - 1)).toBeLessThan(0.02);
});

test("counts of any size come back", () => {
  const many = {
    ...group(7),
    counts: new Map([
      [NOW - 1, 35],
      [NOW, 123_456],
    ]),
  };
  const one = { ...group(7), counts: new Map([[NOW, 36]]) };
  for (const busy of [many, one]) {
    expect(restoreGroups(storeGroups(new Map([["g", busy]]))).get(groupKey(busy))?.counts).toEqual(busy.counts);
  }
});

/** As many groups, each with errors in every minute, and with as many habits as it may have. */
function busy(count: number): Map<string, Group> {
  const habits = Array.from({ length: 6 }, (_, n) => ({
    minuteOfDay: 200 * n + 7,
    seenMinute: NOW - 400 * n,
    days: n,
    most: 11.3,
    today: 14,
  }));
  return new Map(
    Array.from({ length: count }, (_, n) => {
      const plain = group(n);
      return [groupKey(plain), { ...plain, usual: { ...plain.usual, habits } }];
    }),
  );
}

test("as many groups as are remembered, with all that can be known of them, take less than a mebibyte", () => {
  const groups = busy(MOST_GROUPS);
  expect(groups.size).toBe(MOST_GROUPS);
  const stored = storeGroups(groups);
  expect(JSON.stringify(stored).length).toBeLessThan(0.95 * 2 ** 20);
  expect(restoreGroups(stored).size).toBe(MOST_GROUPS);
});

test("of half as many no habit is lost", () => {
  const groups = busy(MOST_GROUPS / 2);
  for (const [key, { usual }] of restoreGroups(storeGroups(groups))) {
    expect(usual.habits).toEqual(groups.get(key)?.usual.habits);
  }
});
