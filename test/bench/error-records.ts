/** Records of a day whose last quarter of an hour is an incident: what a scan has to count, among all that it has not to look at. */
import type { StoredDocument } from "../../lib/ports.ts";

export interface DayOptions {
  readonly records: number;
  /** Error groups of the incident. */
  readonly groups: number;
  /** Of all records, the errors of the incident. */
  readonly share: number;
}

/** The end of the incident, and of the day. */
export const END_MS = Date.parse("2026-11-23T12:00:00.000Z");
export const INCIDENT_MS = 15 * 60_000;
const DAY_MS = 24 * 3_600_000;
/** Of the others, those that are errors: an ordinary day. */
const ERROR_SHARE = 0.01;

/** @param n of the record: 0 to records - 1 */
export function recordOf(n: number, { records, groups, share }: DayOptions): StoredDocument {
  const ofIncident = n >= records * (1 - share);
  const r = spread(n);
  const timeMs = ofIncident
    ? END_MS - 1 - Math.floor(r * INCIDENT_MS)
    : END_MS - DAY_MS + Math.floor((n / records) * DAY_MS);
  // Half of the errors come from a few groups, the other half from all of them alike.
  const q = spread(n ^ 0x5bd1e995);
  const group = Math.floor((n % 2 === 0 ? q : q ** 6) * (ofIncident ? groups : 40));
  const isError = ofIncident || q < ERROR_SHARE;
  const time = new Date(timeMs).toISOString();
  const record = {
    "@timestamp": time,
    message: isError
      ? `Payment of order ${n} failed: connection to 10.0.3.${n % 255} timed out after ${n % 9_999} ms`
      : `Order ${n} for user ${n % 100_000} placed in ${n % 900} ms`,
    "log.level": isError ? (n % 50 === 0 ? "fatal" : "error") : "info",
    "log.logger": "com.example.shop.OrderService",
    "log.file.path": `s3://logs/app/${Math.floor(n / 5_000)}.gz`,
    "log.offset": n % 5_000,
    "service.name": `service-${group % 200}`,
    "host.name": `ip-10-0-${n % 4}-${n % 30}`,
    ...(isError && { "log.pattern": `1-${group.toString(16).padStart(16, "0")}` }),
    "event.ingested": time,
    attributes: { order: { id: n }, thread: `worker-${n % 16}` },
  };
  const id = `${Math.floor(n / 5_000)
    .toString(36)
    .padStart(22, "q")}-${n % 5_000}`;
  return { id, timestampMs: timeMs, isError, json: JSON.stringify(record) };
}

/** The same for the same number: from 0 to below 1, evenly. */
function spread(n: number): number {
  let t = Math.imul(n + 0x6d2b79f5, 0x2c1b3c6d);
  t = Math.imul(t ^ (t >>> 15), 1 | t);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
}
