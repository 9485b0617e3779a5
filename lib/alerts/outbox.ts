/**
 * Notices on their way into a mail, one outbox per route. They are stored with the alerts in one compare-and-set, claimed by the run
 * that will send them, and taken off when they are sent: a run that dies in between loses none (its claim expires and the next run
 * takes over), and of two runs at once only one gets the claim. Mails keep a distance that grows with their number: what happens
 * meanwhile comes in the next one. Pure: the time is an argument.
 */

import { DEFAULT_ROUTE } from "../config/alert-route.ts";
import { HOUR_MS, MINUTE_MS } from "../durations.ts";
import { type Aside, addAsides, currentAsides, withoutSubjects } from "./aside.ts";
import { byUrgencyOfNotice, type Notice } from "./notice.ts";
import { subjectKey } from "./subject.ts";

interface Batch {
  readonly notices: readonly Notice[];
  /** Further notices that were only counted, because too many waited: the least urgent ones. */
  readonly omitted: number;
}

export interface Claim extends Batch {
  /** Differs from all other claims: who sent may clear only its own. */
  readonly id: number;
  readonly claimedMs: number;
  /** The mail takes them along. */
  readonly asides?: readonly Aside[];
}

export interface Outbox {
  readonly pending: Batch;
  /** What waits for the next mail and causes none, and what mails have taken along. */
  readonly asides?: readonly Aside[];
  readonly claim?: Claim;
  readonly lastClaimId: number;
  /** When mails were sent within the last hour, ascending. */
  readonly sentMs: readonly number[];
  /** The last attempt failed; gone when one succeeds. */
  readonly failure?: Failure;
}

interface Failure {
  readonly sinceMs: number;
  /** In a row. */
  readonly attempts: number;
  readonly reason: string;
}

const NOTHING: Batch = { notices: [], omitted: 0 };
export const EMPTY_OUTBOX: Outbox = { pending: NOTHING, lastClaimId: 0, sentMs: [] };

/** A mail shows the 10 worst groups; more than this wait only in a storm, or while mail cannot be sent for long. */
const MAX_NOTICES = 200;
/** Longer than a run lives after its claim: the scan function has 55 s. */
export const CLAIM_TIMEOUT_MS = 2 * 60_000;
/** By the number of mails within the last hour: from the last of them to the next. What begins to fire waits only in a storm. */
const GAPS_MINUTES = [0, 0, 0, 0, 1, 2, 4, 8] as const;
const FIRING_GAPS_MINUTES = [0, 0, 0, 0, 0, 0, 0, 0, 0.5, 0.5, 1, 2, 4, 8] as const;
const LONGEST_GAP_MINUTES = 15;

export function addNotices(outbox: Outbox, notices: readonly Notice[]): Outbox {
  return notices.length === 0 ? outbox : { ...outbox, pending: merge(outbox.pending, { notices, omitted: 0 }) };
}

/** Gives a claim if there is something to send, it is time, and nobody else is at it: then the caller must send, and settle it. */
export function claimNotices(outbox: Outbox, nowMs: number): { outbox: Outbox; claim?: Claim } {
  const { pending, claim: other, lastClaimId } = outbox;
  if (other && !isExpired(other, nowMs)) return { outbox };
  const batch = other ? merge(other, pending) : pending;
  if (isEmpty(batch) || nowMs < nextMailMs(outbox, batch, nowMs)) return { outbox };
  const known = withoutSubjects(currentAsides(outbox.asides ?? [], nowMs), batch.notices);
  const asides = known.filter(({ isTold }) => !isTold);
  const claim: Claim = { ...batch, id: lastClaimId + 1, claimedMs: nowMs, ...(asides.length > 0 && { asides }) };
  const rest = outbox.asides ? { asides: known } : {};
  return { outbox: { ...outbox, ...rest, pending: NOTHING, claim, lastClaimId: claim.id }, claim };
}

/** The mail was sent. */
export function clearClaim(outbox: Outbox, id: number, nowMs: number): Outbox {
  if (outbox.claim?.id !== id) return outbox;
  const { claim, failure: _, ...rest } = outbox;
  const told = claim.asides?.map((aside) => ({ ...aside, isTold: true })) ?? [];
  const asides = told.length > 0 ? { asides: addAsides(told, rest.asides ?? []) } : {};
  return { ...rest, ...asides, sentMs: [...withinHour(outbox.sentMs, nowMs), nowMs] };
}

/** The mail could not be sent: its notices wait for the next run. */
export function releaseClaim(outbox: Outbox, id: number, nowMs: number, reason: string): Outbox {
  if (outbox.claim?.id !== id) return outbox;
  const { claim, failure: before, ...rest } = outbox;
  const failure = { sinceMs: before?.sinceMs ?? nowMs, attempts: (before?.attempts ?? 0) + 1, reason };
  return { ...rest, pending: merge(claim, outbox.pending), failure };
}

/** What waits for a route that sluice.yml names no more goes to the default, as soon as nobody is at it. */
export function withoutLostRoutes(
  outboxes: Readonly<Record<string, Outbox>>,
  routes: ReadonlySet<string>,
  nowMs: number,
): Readonly<Record<string, Outbox>> {
  const next = { ...outboxes };
  for (const [route, { pending, claim }] of Object.entries(outboxes)) {
    if (routes.has(route) || (claim && !isExpired(claim, nowMs))) continue;
    delete next[route];
    const batch = claim ? merge(claim, pending) : pending;
    if (isEmpty(batch)) continue;
    const other = next[DEFAULT_ROUTE] ?? EMPTY_OUTBOX;
    next[DEFAULT_ROUTE] = { ...other, pending: merge(other.pending, batch) };
  }
  return next;
}

/** A clock that was put back makes no mail wait. */
function nextMailMs({ sentMs }: Outbox, { notices }: Batch, nowMs: number): number {
  const recent = withinHour(sentMs, nowMs);
  const gaps = notices.some(({ kind, isFlapping }) => kind === "firing" && !isFlapping)
    ? FIRING_GAPS_MINUTES
    : GAPS_MINUTES;
  const gapMinutes = gaps[recent.length] ?? LONGEST_GAP_MINUTES;
  return (recent.at(-1) ?? 0) + gapMinutes * MINUTE_MS;
}

function withinHour(sentMs: readonly number[], nowMs: number): number[] {
  return sentMs.filter((atMs) => atMs <= nowMs && nowMs - atMs < HOUR_MS);
}

/** A claim from far ahead comes from a clock that was put back since. */
function isExpired({ claimedMs }: Claim, nowMs: number): boolean {
  return Math.abs(nowMs - claimedMs) >= CLAIM_TIMEOUT_MS;
}

function isEmpty({ notices, omitted }: Batch): boolean {
  return notices.length === 0 && omitted === 0;
}

function merge(older: Batch, newer: Batch): Batch {
  const notices = [...older.notices];
  for (const notice of newer.notices) add(notices, notice);
  const excess = Math.max(0, notices.length - MAX_NOTICES);
  const omitted = older.omitted + newer.omitted + excess;
  if (excess === 0) return { notices, omitted };
  const kept = new Set(notices.toSorted(byUrgencyOfNotice).slice(0, MAX_NOTICES));
  return { notices: notices.filter((notice) => kept.has(notice)), omitted };
}

/** While notices wait, an alert's later ones take the place of its earlier ones; that it fired and that it is over are both told. */
function add(notices: Notice[], notice: Notice): void {
  const key = subjectKey(notice);
  const index = notices.findLastIndex((waiting) => subjectKey(waiting) === key);
  const waiting = notices[index];
  if (!waiting || waiting.kind === "resolved" || (waiting.kind === "firing" && notice.kind === "resolved")) {
    notices.push(notice);
  } else {
    notices[index] = notice.kind === "resolved" ? notice : { ...notice, kind: waiting.kind };
  }
}
