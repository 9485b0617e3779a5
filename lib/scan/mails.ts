/** The mails of a scan, one for each route that has something to say. */
import type { Places } from "../alerts/links.ts";
import { composeMail } from "../alerts/mail.ts";
import {
  type Claim,
  claimNotices,
  clearClaim,
  EMPTY_OUTBOX,
  type Outbox,
  releaseClaim,
  withoutLostRoutes,
} from "../alerts/outbox.ts";
import { type AlertState, changeAlertState } from "../alerts/state.ts";
import { DEFAULT_ROUTE } from "../config/alert-route.ts";
import type { Settings } from "../config/settings.ts";
import type { Notifier, ObjectStore } from "../ports.ts";

export interface MailOptions {
  readonly objects: ObjectStore;
  /** By the name of the route. */
  readonly notifierOf: (route: string) => Promise<Notifier>;
  readonly settings: Pick<Settings, "alerts">;
  readonly nowMs: number;
  /** What the mail links to. */
  readonly places?: Places | undefined;
}

/** By route. */
export type Claims = ReadonlyMap<string, Claim>;

export interface MailFailure {
  readonly route: string;
  readonly reason: string;
}

/** The state with what there is to send claimed for the caller, who must send it. */
export function claimAll(
  state: AlertState,
  { settings: { alerts }, nowMs }: Pick<MailOptions, "settings" | "nowMs">,
): { state: AlertState; claims: Claims } {
  const claims = new Map<string, Claim>();
  const routes = new Set([DEFAULT_ROUTE, ...alerts.routes.map(({ name }) => name)]);
  const outboxes: Record<string, Outbox> = {};
  for (const [route, outbox] of Object.entries(withoutLostRoutes(state.outboxes, routes, nowMs))) {
    const taken = claimNotices(outbox, nowMs);
    outboxes[route] = taken.outbox;
    if (taken.claim) claims.set(route, taken.claim);
  }
  return { state: { ...state, outboxes }, claims };
}

interface Deliveries {
  /** Why mails could not be sent. */
  readonly failures: readonly MailFailure[];
  /** Whom those that were sent did not reach, and why. */
  readonly missed: readonly MailFailure[];
}

/** All at once: a route that hangs must not keep others from theirs. */
export async function deliverAll(options: MailOptions, state: AlertState, claims: Claims): Promise<Deliveries> {
  const failures: MailFailure[] = [];
  const missed: MailFailure[] = [];
  const deliveries = [...claims].map(async ([route, claim]) => {
    const delivery = await deliver(options, state, route, claim);
    if (delivery.failure !== undefined) failures.push({ route, reason: delivery.failure });
    if (delivery.missed !== undefined) missed.push({ route, reason: delivery.missed });
  });
  for (const end of await Promise.allSettled(deliveries)) if (end.status === "rejected") throw end.reason;
  return { failures, missed };
}

interface Delivery {
  /** Why the mail could not be sent. */
  readonly failure?: string;
  /** Whom it did not reach, and why. */
  readonly missed?: string | undefined;
}

async function deliver(
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
    const { notices, omitted, asides = [] } = claim;
    ({ missed } = await notifier.send(
      composeMail({ notices, omitted, asides, alerts, route, timeZone: settings.alerts.zone, ...places }),
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
