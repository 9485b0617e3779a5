/** The memory of groups as it is stored: ten thousand groups must stay well below a mebibyte, and a person may look at it. */
import { type Group, type Groups, groupKey } from "./memory.ts";

export interface StoredGroups {
  readonly services: readonly string[];
  /** Minutes in the rows are counted from here, backwards for those of long ago. */
  readonly fromMinute: number;
  readonly rows: readonly StoredGroup[];
}

/** Pattern, number of the service, minutes of the last error and of what is usual, rate, square; then minute and count by turns. */
type StoredGroup = readonly [string, number, number, number, number, number, ...number[]];

/** What is usual is an estimate. */
const DIGITS = 4;

export function storeGroups(groups: Groups): StoredGroups {
  const services = new Map<string, number>();
  const all = [...groups.values()];
  const fromMinute = all.reduce((newest, { seenMinute }) => Math.max(newest, seenMinute), 0);
  const rows = all.map(({ service, pattern, seenMinute, usual, counts }): StoredGroup => {
    const number = services.get(service) ?? services.size;
    services.set(service, number);
    return [
      pattern,
      number,
      seenMinute - fromMinute,
      usual.minute - fromMinute,
      rounded(usual.rate),
      rounded(usual.square),
      ...[...counts].flatMap(([minute, count]) => [minute - fromMinute, count]),
    ];
  });
  return { services: [...services.keys()], fromMinute, rows };
}

export function restoreGroups({ services, fromMinute, rows }: StoredGroups): Groups {
  return new Map(
    rows.map(([pattern, number, seen, learned, rate, square, ...pairs]) => {
      const service = services[number] ?? "";
      const counts = new Map<number, number>();
      for (let i = 0; i + 1 < pairs.length; i += 2) counts.set((pairs[i] ?? 0) + fromMinute, pairs[i + 1] ?? 0);
      const usual = { minute: learned + fromMinute, rate, square };
      const group: Group = { service, pattern, seenMinute: seen + fromMinute, usual, counts };
      return [groupKey(group), group];
    }),
  );
}

function rounded(value: number): number {
  return Number(value.toPrecision(DIGITS));
}
