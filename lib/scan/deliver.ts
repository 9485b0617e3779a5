/** The mails of a run: what waits is claimed in the scan's own write, sent, and taken off the outbox after. */

import type { Places } from "../alerts/links.ts";
import { composeMail } from "../alerts/mail.ts";
import { type Claim, claimNotices, clearClaim, EMPTY_OUTBOX, type Outbox, releaseClaim } from "../alerts/outbox.ts";
import { type AlertState, changeAlertState } from "../alerts/state.ts";
import type { Settings } from "../config/settings.ts";
import type { Notifier, ObjectStore } from "../ports.ts";

/** By route. */
export type Claims = ReadonlyMap<string, Claim>;

/** The state with what there is to send claimed for the caller, who must send it. */
export function claimAll(state: AlertState, nowMs: number): { state: AlertState; claims: Claims } {
  const outboxes: Record<string, Outbox> = {};
  const claims = new Map<string, Claim>();
  for (const [route, outbox] of Object.entries(state.outboxes)) {
    const taken = claimNotices(outbox, nowMs);
    outboxes[route] = taken.outbox;
    if (taken.claim) claims.set(route, taken.claim);
  }
  return { state: { ...state, outboxes }, claims };
}

export interface MailOptions {
  readonly objects: ObjectStore;
  /** By the name of the route. */
  readonly notifierOf: (route: string) => Promise<Notifier>;
  readonly settings: Pick<Settings, "alerts">;
  readonly nowMs: number;
  /** What the mail links to. */
  readonly places?: Places | undefined;
}

interface Delivery {
  /** Why the mail could not be sent. */
  readonly failure?: string;
  /** Whom it did not reach, and why. */
  readonly missed?: string | undefined;
}

/** @throws SluiceError if the state fails after the mail was sent: then it is sent once more, when the claim has expired */
export async function deliver(
  { objects, notifierOf, places, settings, nowMs }: MailOptions,
  { alerts }: AlertState,
  route: string,
  claim: Claim,
): Promise<Delivery> {
  const settle = (settled: (outbox: Outbox) => Outbox) =>
    changeAlertState(objects, (state) => ({
      ...state,
      outboxes: { ...state.outboxes, [route]: settled(state.outboxes[route] ?? EMPTY_OUTBOX) },
    }));
  let missed: string | undefined;
  try {
    const notifier = await notifierOf(route);
    const { notices, omitted } = claim;
    ({ missed } = await notifier.send(
      composeMail({ notices, omitted, alerts, route, timeZone: settings.alerts.zone, ...places }),
    ));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    // If this fails too, the claim expires, which is only later; the first failure is what people must hear of.
    await settle((outbox) => releaseClaim(outbox, claim.id, nowMs, reason)).catch(() => undefined);
    return { failure: reason };
  }
  await settle((outbox) => clearClaim(outbox, claim.id, nowMs));
  return { missed };
}
