/**
 * All that scans remember, in one object, so that one compare-and-set moves it as a whole: what was counted, what follows from it,
 * and the mail that must go out about it.
 */
import { MINUTE_MS } from "../durations.ts";
import type { ObjectStore } from "../ports.ts";
import { readState, type StateFormat, updateState } from "../state.ts";
import type { Alert, Silence } from "./alert.ts";
import { type Loads, restoreLoads, type StoredLoads, storeLoads } from "./groups/load.ts";
import { type Groups, withoutUsual } from "./groups/memory.ts";
import { restoreGroups, type StoredGroups, storeGroups } from "./groups/stored.ts";
import type { Succession } from "./groups/succession.ts";
import type { Outbox } from "./outbox.ts";

export interface AlertState {
  readonly alerts: readonly Alert[];
  readonly silences: readonly Silence[];
  /** By the name of the route. */
  readonly outboxes: Readonly<Record<string, Outbox>>;
  readonly groups: Groups;
  /** Of each service with errors, by hour of the day. */
  readonly loads: Loads;
  /** What arrived before was scanned, and alerts have lived through the minutes that were over then. Absent before the first scan. */
  readonly watermarkMs?: number;
  /** Errors that arrived before this minute are settled: nothing in them counts any more. */
  readonly countedFromMinute?: number;
  /** Patterns of an earlier masker of messages, under which the store still has records, and what they are now. */
  readonly succession?: Succession | undefined;
  /** Since when the store could not be read; gone when it can. */
  readonly unreadSinceMs?: number | undefined;
  /** When scans last went on after a pause. */
  readonly resumedMs?: number;
  /** For how long the store could not be read before that; 0 if scans were only not called. */
  readonly unreadMinutes?: number;
}

export const ALERTS_KEY = "state/alerts.json";

export const EMPTY_STATE: AlertState = {
  alerts: [],
  silences: [],
  outboxes: {},
  groups: new Map(),
  loads: new Map(),
};

/** The last minute that alerts have lived through. */
export function lastMinuteLived({ watermarkMs }: Pick<AlertState, "watermarkMs">): number | undefined {
  return watermarkMs === undefined ? undefined : Math.floor(watermarkMs / MINUTE_MS) - 1;
}

/** Raised when what is stored changes its meaning: a state that is older than the one before is left behind then. */
const VERSION = 3;
/** Its groups knew something else of what is usual: that is learned anew. What was counted, told, muted and is to be mailed stays. */
const VERSION_BEFORE = 2;

interface StoredState extends Omit<AlertState, "groups" | "loads"> {
  readonly version: number;
  readonly groups: StoredGroups;
  readonly loads: StoredLoads;
}

const FORMAT: StateFormat<AlertState> = {
  encode({ groups, loads, ...state }) {
    const stored: StoredState = { version: VERSION, ...state, groups: storeGroups(groups), loads: storeLoads(loads) };
    return JSON.stringify(stored);
  },
  decode(text) {
    // The type is what this program wrote, if the version is its own.
    const { version, groups, loads, ...state } = JSON.parse(text) as StoredState;
    if (version !== VERSION && version !== VERSION_BEFORE) return EMPTY_STATE;
    const restored = restoreGroups(groups);
    return {
      ...state,
      groups: version === VERSION ? restored : withoutUsual(restored),
      loads: restoreLoads(loads),
    };
  },
};

export function readAlertState(objects: ObjectStore): Promise<AlertState> {
  return readState(objects, ALERTS_KEY, EMPTY_STATE, FORMAT);
}

/** @param change may run several times, see updateState */
export function changeAlertState(objects: ObjectStore, change: (state: AlertState) => AlertState): Promise<AlertState> {
  return updateState(objects, ALERTS_KEY, EMPTY_STATE, change, FORMAT);
}
