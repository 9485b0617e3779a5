/** What a minute teaches of what is usual. */
import { type Loads, learnLoad, loadAt } from "../alerts/groups/load.ts";
import { type Group, groupKey, learnMinute } from "../alerts/groups/memory.ts";
import { mostToLearn } from "../alerts/groups/usual.ts";
import { ERROR_GROUPS, subjectKey } from "../alerts/subject.ts";
import type { Alerts, Minute } from "./minute.ts";

/** What was seen of a minute when it is over, and of earlier ones what shows up late. @param groups learn it */
export function learn(
  groups: Map<string, Group>,
  known: Loads,
  alerts: Alerts,
  { minute, isOver, fresh, keys }: Minute,
): Loads {
  const byService = new Map<string, number>();

  function teach(key: string, errors: number): void {
    const group = groups.get(key);
    if (!group || errors <= 0) return;
    const { service } = group;
    const isTold = alerts.get(subjectKey({ rule: ERROR_GROUPS, ...group }))?.phase === "firing";
    const load = loadAt(known.get(service), minute);
    groups.set(key, learnMinute(group, { minute, errors, load, isTold }));
    // A single incident makes no hour of the day.
    const usual = Math.min(errors, load * mostToLearn(group.usual));
    byService.set(service, usual + (byService.get(service) ?? 0));
  }

  for (const errors of fresh) if (errors.minute < minute) teach(groupKey(errors), errors.errors);
  if (isOver) for (const key of keys) teach(key, groups.get(key)?.counts.get(minute) ?? 0);
  let loads = known;
  for (const [service, errors] of byService) loads = learnLoad(loads, service, minute, errors);
  return loads;
}
