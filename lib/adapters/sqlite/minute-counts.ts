/** minuteCounts(): all services together, then the named ones apart. */
import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import type { MinuteCount, MinuteWindow } from "../../ports.ts";
import { LEVELS } from "../../record.ts";
import { LEVELS_PER_MINUTE, SERVICES_PER_MINUTE } from "./statements.ts";

export function readMinuteCounts(db: DatabaseSync, { fromMs, toMs, services }: MinuteWindow): MinuteCount[] {
  const all = db.prepare(LEVELS_PER_MINUTE).all(fromMs, toMs);
  const named = services.length > 0 ? db.prepare(SERVICES_PER_MINUTE).all(fromMs, toMs, JSON.stringify(services)) : [];
  return [...all, ...named].map(countOf);
}

function countOf(row: Record<string, SQLOutputValue>): MinuteCount {
  const level = LEVELS.find((known) => known === row["level"]);
  return {
    minuteMs: Number(row["minuteMs"]),
    ...(row["service"] !== undefined && { service: String(row["service"]) }),
    ...(level && { level }),
    count: Number(row["count"]),
  };
}
