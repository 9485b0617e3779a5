/**
 * All that scans remember, in one object, so that one compare-and-set moves it as a whole: what was counted, what follows from it,
 * and the mail that must go out about it.
 */
import type { ObjectStore } from "../ports.ts";
import { readState, updateState } from "../state.ts";
import type { Alert, Silence } from "./alert.ts";
import type { Outbox } from "./outbox.ts";

export interface AlertState {
  readonly alerts: readonly Alert[];
  readonly silences: readonly Silence[];
  /** By the name of the route. */
  readonly outboxes: Readonly<Record<string, Outbox>>;
}

export const ALERTS_KEY = "state/alerts.json";

export const EMPTY_STATE: AlertState = { alerts: [], silences: [], outboxes: {} };

export function readAlertState(objects: ObjectStore): Promise<AlertState> {
  return readState(objects, ALERTS_KEY, EMPTY_STATE);
}

/** @param change may run several times, see updateState */
export function changeAlertState(
  objects: ObjectStore,
  change: (state: AlertState) => AlertState,
): Promise<AlertState> {
  return updateState(objects, ALERTS_KEY, EMPTY_STATE, change);
}
