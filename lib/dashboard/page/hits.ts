/** The list of log lines on the page: pages loaded downwards, newer lines joining at the top. */
import type { LogHit, LogsAnswer } from "../answers.ts";

export interface HitList {
  readonly hits: readonly LogHit[];
  /** Of the page below the last hit. */
  readonly cursor: string | undefined;
}

export const NO_HITS: HitList = { hits: [], cursor: undefined };

/**
 * The newest page, then what is already known below its last line. Where that line is not known, more arrived than a page
 * holds: the list begins anew with this page rather than have a hole in it.
 */
export function joinNewest(known: HitList, newest: LogsAnswer): HitList {
  const last = newest.hits.at(-1);
  const place = last === undefined ? -1 : known.hits.findIndex(({ id }) => id === last.id);
  if (place === -1) return { hits: newest.hits, cursor: newest.cursor };
  const older = known.hits.slice(place + 1);
  if (older.length === 0) return { hits: newest.hits, cursor: newest.cursor };
  return { hits: withoutTwins(newest.hits, older), cursor: known.cursor };
}

/** A page of older lines below. */
export function joinOlder(known: HitList, older: LogsAnswer): HitList {
  return { hits: withoutTwins(known.hits, older.hits), cursor: older.cursor };
}

function withoutTwins(first: readonly LogHit[], then: readonly LogHit[]): LogHit[] {
  const seen = new Set(first.map(({ id }) => id));
  return [...first, ...then.filter(({ id }) => !seen.has(id))];
}
