/** Somebody takes an alert: changes of the state, pure. */
import { SluiceError } from "../errors.ts";
import type { Acknowledgement, Alert } from "./alert.ts";
import { alertId } from "./alert-id.ts";
import { checkPerson, checkUntil } from "./person.ts";
import type { AlertState } from "./state.ts";

/** @throws SluiceError "not-found" where there is no such alert, or it is over; "refused" for what makes no sense */
export function acknowledge(state: AlertState, id: string, { by, why, atMs, untilMs }: Acknowledgement): AlertState {
  checkPerson({ by, why });
  if (untilMs !== undefined) checkUntil(untilMs, atMs);
  const alert = findAlert(state, id);
  if (alert.phase === "resolved") throw new SluiceError("refused", `Alert ${alertId(alert)} is over: it is resolved`);
  const acknowledged: Acknowledgement = { by, why, atMs, ...(untilMs === undefined ? {} : { untilMs }) };
  return withAlert(state, alert, { ...alert, acknowledged });
}

/** Gives back the very state where nobody was at it. @throws SluiceError "not-found" */
export function unacknowledge(state: AlertState, id: string): AlertState {
  const alert = findAlert(state, id);
  if (!alert.acknowledged) return state;
  const { acknowledged: _, ...rest } = alert;
  return withAlert(state, alert, rest);
}

/** Who is at it now. */
export function acknowledgementOf(
  { acknowledged }: Pick<Alert, "acknowledged">,
  nowMs: number,
): Acknowledgement | undefined {
  return acknowledged?.untilMs !== undefined && acknowledged.untilMs <= nowMs ? undefined : acknowledged;
}

/** @param id as alertId gives it, or how it begins where only one begins so */
export function findAlert({ alerts }: AlertState, id: string): Alert {
  const wanted = id.toLowerCase();
  const found = wanted.length < 3 ? [] : alerts.filter((alert) => alertId(alert).startsWith(wanted));
  const [alert] = found;
  if (!alert)
    throw new SluiceError("not-found", `There is no alert ${id}; \`sluice alerts ls --all\` shows those there are`);
  if (found.length > 1) throw new SluiceError("refused", `${found.length} alerts begin with ${id}: give more of it`);
  return alert;
}

function withAlert(state: AlertState, alert: Alert, changed: Alert): AlertState {
  return { ...state, alerts: state.alerts.map((each) => (each === alert ? changed : each)) };
}
