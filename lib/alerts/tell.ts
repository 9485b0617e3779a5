/**
 * Whether people must hear of an alert now: derived from what it is, what they know, and whether anything keeps them from being told.
 * Nothing is lost by not telling: when the mute ends, what still fires is told. Pure.
 */
import { MINUTE_MS } from "../durations.ts";
import type { Alert, Told } from "./alert.ts";
import { isFlapping } from "./life-cycle.ts";
import type { Notice, NoticeKind } from "./notice.ts";
import { SEVERITIES } from "./signal.ts";

export interface TellOptions {
  readonly atMs: number;
  /** Asked only if there is something to tell. */
  readonly isMuted: () => boolean;
  /** Events per minute, the newest last. */
  readonly perMinute: () => readonly number[];
  readonly runbookUrl?: string | undefined;
}

export interface Telling {
  readonly alert: Alert;
  readonly notice?: Notice;
}

/** The first digest comes after so long, each further one after twice as long. */
const FIRST_DIGEST_MS = 15 * MINUTE_MS;
const LONGEST_DIGEST_MS = 12 * 60 * MINUTE_MS;
/** The first minutes of an incident show how big it is: people were told that it begins. */
const BEGINNING_MS = 5 * MINUTE_MS;
/** What last breached longer ago is no news of something that begins. */
const NEWS_MS = 3 * MINUTE_MS;
/** Three times what people know is news, if it is not one for three. */
const WORSE_TIMES = 3;
const WORSE_LEAST = 10;

export function tell(alert: Alert, options: TellOptions): Telling {
  const news = newsOf(alert, options.atMs);
  if (!news) return { alert: withPeakOfBeginning(alert, options.atMs) };
  if (options.isMuted()) return { alert };
  const notice = noticeOf(news, alert, options);
  if (news.kind === "resolved") {
    const { told: _, ...rest } = alert;
    return { alert: rest, notice };
  }
  const { severity, peak } = alert;
  return { alert: { ...alert, told: { atMs: options.atMs, digests: news.digests, severity, peak } }, notice };
}

function withPeakOfBeginning(alert: Alert, atMs: number): Alert {
  const { phase, told, peak } = alert;
  if (phase !== "firing" || !told || told.digests > 0 || atMs - told.atMs >= BEGINNING_MS) return alert;
  return peak > told.peak ? { ...alert, told: { ...told, peak } } : alert;
}

interface News {
  readonly kind: NoticeKind;
  /** After it was told. */
  readonly digests: number;
  readonly isWorse: boolean;
}

function newsOf(alert: Alert, atMs: number): News | undefined {
  const { phase, told } = alert;
  if (phase === "pending") return undefined;
  if (phase === "resolved") return told && { kind: "resolved", digests: 0, isWorse: false };
  // What nobody was told of while it was muted, and has been quiet since, is over but for the waiting.
  if (!told) return atMs - alert.lastSeenMs < NEWS_MS ? { kind: "firing", digests: 0, isWorse: false } : undefined;
  const { digests } = told;
  if (isMoreSevere(alert, told)) return { kind: "digest", digests: digests + 1, isWorse: true };
  if (isAcknowledged(alert, atMs)) return undefined;
  const isBeginning = digests === 0 && atMs - told.atMs < BEGINNING_MS;
  if (!isBeginning && isBigger(alert, told)) return { kind: "digest", digests: digests + 1, isWorse: true };
  if (atMs - told.atMs >= digestAfterMs(digests)) return { kind: "digest", digests: digests + 1, isWorse: false };
  return undefined;
}

function digestAfterMs(digests: number): number {
  return Math.min(LONGEST_DIGEST_MS, FIRST_DIGEST_MS * 2 ** digests);
}

function isMoreSevere({ severity }: Alert, told: Told): boolean {
  return SEVERITIES.indexOf(severity) > SEVERITIES.indexOf(told.severity);
}

function isBigger({ peak }: Alert, told: Told): boolean {
  return peak >= WORSE_TIMES * told.peak && peak - told.peak >= WORSE_LEAST;
}

function isAcknowledged({ acknowledged }: Alert, atMs: number): boolean {
  return acknowledged !== undefined && (acknowledged.untilMs === undefined || atMs < acknowledged.untilMs);
}

function noticeOf({ kind, isWorse }: News, alert: Alert, options: TellOptions): Notice {
  const { rule, service, pattern, severity, template, sinceMs, resolvedMs, count, measured, acknowledged } = alert;
  const { atMs, runbookUrl } = options;
  const perMinute = options.perMinute();
  return {
    kind,
    atMs,
    rule,
    service,
    pattern,
    severity,
    template,
    sinceMs,
    count,
    ...(resolvedMs !== undefined && { resolvedMs }),
    ...(measured && { measured }),
    ...(perMinute.length > 0 && { perMinute }),
    isFlapping: isFlapping(alert),
    goesOn: alert.goesOn === true,
    isWorse,
    ...(acknowledged && isAcknowledged(alert, atMs) && { acknowledgedBy: acknowledged.by }),
    ...(runbookUrl !== undefined && { runbookUrl }),
  };
}
