/**
 * Notices on their way into a mail. They are stored with the alerts in one compare-and-set, claimed by the run that will send them, and
 * taken off when they are sent: a run that dies in between loses none (its claim expires and the next run takes over), and of two
 * runs at once only one gets the claim. Pure: the time is an argument.
 */
import type { Alert } from "./alert.ts";

/** One turn of one alert that people must hear of, as it stood then. */
export type Notice = Pick<
  Alert,
  "phase" | "service" | "pattern" | "severity" | "template" | "sinceMs" | "resolvedMs" | "count"
>;

export interface Batch {
  readonly notices: readonly Notice[];
  /** Further notices that were only counted, because too many waited. */
  readonly omitted: number;
}

export interface Claim extends Batch {
  /** Differs from all other claims: who sent may clear only its own. */
  readonly id: number;
  readonly claimedMs: number;
}

export interface Outbox {
  readonly pending: Batch;
  readonly claim?: Claim;
  readonly lastClaimId: number;
}

const NOTHING: Batch = { notices: [], omitted: 0 };
export const EMPTY_OUTBOX: Outbox = { pending: NOTHING, lastClaimId: 0 };

/** A mail shows the 10 worst groups; more than this wait only while mail cannot be sent for long. */
const MAX_NOTICES = 200;
/** Longer than a run lives after its claim: the scan function has 55 s. */
export const CLAIM_TIMEOUT_MS = 2 * 60_000;

export function addNotices(outbox: Outbox, notices: readonly Notice[]): Outbox {
  return notices.length === 0 ? outbox : { ...outbox, pending: merge(outbox.pending, { notices, omitted: 0 }) };
}

/** Gives a claim if there is something to send and nobody else is at it: then the caller must send, and clear or release it. */
export function claimNotices(outbox: Outbox, nowMs: number): { outbox: Outbox; claim?: Claim } {
  const { pending, claim: other, lastClaimId } = outbox;
  if (other && !isExpired(other, nowMs)) return { outbox };
  const batch = other ? merge(other, pending) : pending;
  if (isEmpty(batch)) return { outbox };
  const claim: Claim = { ...batch, id: lastClaimId + 1, claimedMs: nowMs };
  return { outbox: { pending: NOTHING, claim, lastClaimId: claim.id }, claim };
}

/** The mail was sent. */
export function clearClaim(outbox: Outbox, id: number): Outbox {
  if (outbox.claim?.id !== id) return outbox;
  const { claim: _, ...rest } = outbox;
  return rest;
}

/** The mail could not be sent: its notices wait for the next run. */
export function releaseClaim(outbox: Outbox, id: number): Outbox {
  if (outbox.claim?.id !== id) return outbox;
  const { claim, ...rest } = outbox;
  return { ...rest, pending: merge(claim, outbox.pending) };
}

/** A claim from far ahead comes from a clock that was put back since. */
function isExpired({ claimedMs }: Claim, nowMs: number): boolean {
  return Math.abs(nowMs - claimedMs) >= CLAIM_TIMEOUT_MS;
}

function isEmpty({ notices, omitted }: Batch): boolean {
  return notices.length === 0 && omitted === 0;
}

function merge(older: Batch, newer: Batch): Batch {
  const notices = [...older.notices, ...newer.notices];
  const excess = Math.max(0, notices.length - MAX_NOTICES);
  return { notices: notices.slice(0, MAX_NOTICES), omitted: older.omitted + newer.omitted + excess };
}
