/** The classic generator: one application that writes a JSON line with time, level, message and service. */
import { between, pick, type Random } from "./random.ts";

export interface ClassicRecord {
  /** `YYYY-MM-DD HH:MM:SS`, UTC. */
  readonly timestamp: string;
  readonly level: "INFO" | "WARN" | "ERROR";
  readonly message: string;
  readonly service: string;
}

export interface LevelShares {
  readonly warn: number;
  readonly error: number;
}

export function classicRecord(random: Random, timeMs: number, shares: LevelShares): ClassicRecord {
  const level = levelOf(random(), shares);
  return { timestamp: classicTime(timeMs), level, message: MESSAGES[level](random), service: "app1" };
}

export function classicTime(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 19).replace("T", " ");
}

function levelOf(chance: number, { warn, error }: LevelShares): ClassicRecord["level"] {
  if (chance < error) return "ERROR";
  return chance < error + warn ? "WARN" : "INFO";
}

const MESSAGES: Readonly<Record<ClassicRecord["level"], (random: Random) => string>> = {
  INFO: (random) =>
    pick(random, [
      `User ${between(random, 1000, 9999)} logged in`,
      `User ${between(random, 1000, 9999)} logged out`,
      `Request processed in ${between(random, 3, 240)} ms`,
      `Cache refreshed, ${between(random, 100, 5000)} entries`,
      `Job report-${between(random, 1, 40)} finished`,
    ]),
  WARN: (random) =>
    pick(random, [
      `Slow query: ${between(random, 1000, 4000)} ms`,
      `Memory usage at ${between(random, 80, 95)} percent`,
      `Retrying request to inventory, attempt ${between(random, 2, 4)}`,
    ]),
  ERROR: (random) =>
    pick(random, [
      `Database connection failed after ${between(random, 3000, 9000)} ms`,
      `Unhandled exception while processing request ${between(random, 100_000, 999_999)}`,
    ]),
};
