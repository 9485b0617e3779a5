/** What the demo's services write in one second. Pure: the same seed gives the same records. */
import { incidentRecords } from "./incidents.ts";
import { randomOf } from "./random.ts";
import { everydayRecords, type GeneratedRecord } from "./services.ts";

/** @param second since `startMs`, from 0 */
export function generateRecords(seed: number, startMs: number, second: number): GeneratedRecord[] {
  const timeMs = startMs + second * 1000;
  const random = randomOf(seed, Math.floor(startMs / 1000), second);
  return [...everydayRecords(random, timeMs, trafficAt(timeMs)), ...incidentRecords(random, timeMs, second)];
}

/** Around 1: most in the afternoon, least at night, less at the weekend (UTC). */
export function trafficAt(timeMs: number): number {
  const date = new Date(timeMs);
  const hours = date.getUTCHours() + date.getUTCMinutes() / 60;
  const ofDay = 1 + 0.6 * Math.sin(((hours - 9) / 24) * 2 * Math.PI);
  const isWeekend = date.getUTCDay() % 6 === 0;
  return isWeekend ? ofDay * 0.6 : ofDay;
}
