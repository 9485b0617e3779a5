/** The minutes that a scan lets all alerts live through, and what is known of each. Pure. */

import { type FreshErrors, type Groups, groupKey } from "../alerts/groups/memory.ts";
import { SPAN_MINUTES, type Spans } from "../alerts/groups/usual.ts";
import { type AlertState, lastMinuteLived } from "../alerts/state.ts";
import { MINUTE_MS } from "../durations.ts";
import type { Observation } from "./evaluate.ts";
import { LONGEST_WINDOW_MINUTES } from "./group-signal.ts";
import type { Minute } from "./minute.ts";
import type { ScanWindow } from "./window.ts";

/** More than this between two scans is an interruption: silence after it may be only the way back. */
export const LONGEST_PAUSE_MINUTES = 3;
/** For so long after an interruption what was held up meanwhile arrives. */
const RESUMING_MINUTES = 15;

type Pause = Pick<AlertState, "unreadSinceMs" | "resumedMs" | "unreadMinutes">;

/** The interruption that ends with this scan, or the last one before it. */
export function pauseBefore(state: AlertState, { toMs, isBehind }: ScanWindow): Pause {
  const { unreadSinceMs, resumedMs, unreadMinutes } = state;
  const paused = Math.floor(toMs / MINUTE_MS) - 1 - (lastMinuteLived(state) ?? Number.POSITIVE_INFINITY);
  const unread = unreadSinceMs === undefined ? 0 : Math.floor((toMs - unreadSinceMs) / MINUTE_MS);
  // Of an outage so long that scans catch up in steps, the last step is its end.
  const ended = isBehind ? {} : { unreadSinceMs: undefined };
  if (paused > LONGEST_PAUSE_MINUTES || unread > LONGEST_PAUSE_MINUTES) {
    return { ...ended, resumedMs: toMs, unreadMinutes: Math.max(0, unread) };
  }
  return {
    ...ended,
    ...(resumedMs !== undefined && { resumedMs }),
    ...(unreadMinutes !== undefined && { unreadMinutes }),
  };
}

export interface ToLiveThrough extends Pick<Observation, "window" | "readings"> {
  /** With the fresh errors. */
  readonly groups: Groups;
  readonly fresh: readonly FreshErrors[];
  readonly pause: Pause;
}

/**
 * Minutes that no scan has lived through, and the one that has just begun; errors that show up late belong to the first of them. A scan
 * whose clock is behind that of another one goes on where that one came to: there is always a minute for its errors to be told in.
 */
export function minutesOf(state: AlertState, { window, readings, groups, fresh, pause }: ToLiveThrough): Minute[] {
  const toMs = Math.max(window.toMs, state.watermarkMs ?? window.toMs);
  const nowMinute = Math.floor(toMs / MINUTE_MS);
  const first = (lastMinuteLived(state) ?? window.fromMs / MINUTE_MS - 1) + 1;
  const freshByMinute = Map.groupBy(fresh, (errors) => Math.max(first, errors.minute));
  const keysByMinute = keysOf(groups);
  const inFirst = new Set([...(freshByMinute.get(first)?.map(groupKey) ?? []), ...(keysByMinute.get(first) ?? [])]);
  const minutes: Minute[] = [];
  for (let minute = first; minute <= nowMinute; minute++) {
    const isOver = minute < nowMinute;
    minutes.push({
      minute,
      isOver,
      heldUp: heldUpIn(minute, pause),
      atMs: isOver ? (minute + 1) * MINUTE_MS : toMs,
      fresh: freshByMinute.get(minute) ?? [],
      keys: minute === first ? [...inFirst] : (keysByMinute.get(minute) ?? []),
      settled: {
        minute: minute - LONGEST_WINDOW_MINUTES,
        keys: keysByMinute.get(minute - LONGEST_WINDOW_MINUTES) ?? [],
      },
      readings: isOver ? readings.filter(({ minuteMs }) => minuteMs === minute * MINUTE_MS) : [],
    });
  }
  return minutes;
}

/** While the store could not be read, for a while after, and as long as a span reaches back to then. */
function heldUpIn(minute: number, { resumedMs = 0, unreadMinutes = 0 }: Pause): Spans {
  const sinceResumed = minute - Math.floor(resumedMs / MINUTE_MS);
  const within = (span: keyof Spans) => {
    const isIn = -unreadMinutes <= sinceResumed && sinceResumed < RESUMING_MINUTES + SPAN_MINUTES[span] - 1;
    return isIn ? unreadMinutes : 0;
  };
  return { minute: within("minute"), five: within("five"), quarter: within("quarter"), hour: within("hour") };
}

/** Of the groups with errors in each minute, in their order. */
function keysOf(groups: Groups): ReadonlyMap<number, string[]> {
  const keys = new Map<number, string[]>();
  for (const [key, { counts }] of groups) {
    for (const minute of counts.keys()) {
      const known = keys.get(minute);
      if (known) known.push(key);
      else keys.set(minute, [key]);
    }
  }
  return keys;
}
