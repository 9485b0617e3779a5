import { expect, test } from "vitest";
import { type Group, groupKey, MOST_GROUPS } from "../../../../lib/alerts/groups/memory.ts";
import { restoreGroups, storeGroups } from "../../../../lib/alerts/groups/stored.ts";

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
      rate: 1 / (n + 3),
      recent: 1 / 3,
      most: { inMinute: n % 10, inQuarter: (n % 10) + 0.26, recent: n % 20 },
      mostToday: { inMinute: 9, inQuarter: 60, recent: 7 },
    },
    counts,
  };
}

test("what is stored comes back, estimates rounded", () => {
  const group7 = group(7);
  const back = restoreGroups(storeGroups(new Map([[groupKey(group7), group7]])));
  expect(back.get(groupKey(group7))).toEqual({
    ...group7,
    usual: { ...group7.usual, recent: 0.3, most: { inMinute: 7, inQuarter: 7.3, recent: 7 } },
  });
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

test("as many groups as are remembered, each with errors in every minute, take less than a mebibyte", () => {
  const groups = new Map(Array.from({ length: MOST_GROUPS }, (_, n) => [groupKey(group(n)), group(n)] as const));
  expect(groups.size).toBe(MOST_GROUPS);
  expect(JSON.stringify(storeGroups(groups)).length).toBeLessThan(0.9 * 2 ** 20);
});
