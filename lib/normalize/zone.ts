/** Local times of a zone → instants. Offsets come from Intl and are remembered per quarter of an hour, the finest step zones know. */

const QUARTER_MS = 15 * 60_000;
/** Bounds what a long-lived process keeps: about 100 days of quarters per zone. */
const MOST_REMEMBERED = 10_000;

const offsets = new Map<string, Map<number, number>>();
const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * @param localMs the wall clock's reading, as if it were UTC
 * @param zone an IANA name or an offset as Intl takes it
 * @returns the instant. In the hour that a clock skips, the reading counts as before the jump; of the hour that it repeats, the first
 */
export function instantOf(localMs: number, zone: string): number {
  if (zone === "UTC") return localMs;
  const before = zoneOffsetMs(localMs - 24 * 3_600_000, zone);
  const candidate = localMs - before;
  if (zoneOffsetMs(candidate, zone) === before) return candidate;
  const after = zoneOffsetMs(localMs + 24 * 3_600_000, zone);
  const other = localMs - after;
  return zoneOffsetMs(other, zone) === after ? other : candidate;
}

/** How far the zone's clock is ahead of UTC at this instant. */
export function zoneOffsetMs(instantMs: number, zone: string): number {
  const quarter = Math.floor(instantMs / QUARTER_MS);
  let known = offsets.get(zone);
  if (!known || known.size > MOST_REMEMBERED) {
    known = new Map();
    offsets.set(zone, known);
  }
  let offset = known.get(quarter);
  if (offset === undefined) {
    offset = askIntl(quarter * QUARTER_MS, zone);
    known.set(quarter, offset);
  }
  return offset;
}

function askIntl(instantMs: number, zone: string): number {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    formats.set(zone, format);
  }
  const parts: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(instantMs)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(instantMs / 1000) * 1000;
}
