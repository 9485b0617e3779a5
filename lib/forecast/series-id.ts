/** Which series it is: all records, those of a service, of a level, of a level of a service, or what a query of sluice.yml asks for. */
import type { Level } from "../record.ts";

/** Without any part: all records. A query has no other part. */
export interface SeriesId {
  readonly service?: string;
  readonly level?: Level;
  /** Its name in sluice.yml. */
  readonly query?: string;
}

export const TOTAL: SeriesId = {};

/**
 * `total`, `service:cart`, `level:error`, `level:error service:cart`, `query:checkout-time`. The service stands last, since anything may
 * stand in its name: no two series have the same.
 */
export function seriesName({ service, level, query }: SeriesId): string {
  if (query !== undefined) return `query:${query}`;
  const parts = [level !== undefined && `level:${level}`, service !== undefined && `service:${service}`];
  return parts.filter((part) => part !== false).join(" ") || "total";
}
