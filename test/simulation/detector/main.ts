/**
 * `npm run test:detector -- [--services N] [--seed N] [--days 60] [--warm-up 2] [--list]`: what is told of any services' errors, without and
 * with bursts. Services 0 are those of the simulation, others as that seed draws them.
 */
import { parseArgs } from "node:util";
import { SERVICES } from "../world/services.ts";
import { type BurstFate, type DetectorResult, detect } from "./run.ts";
import { servicesOf } from "./services.ts";

const { values } = parseArgs({
  options: {
    services: { type: "string", default: "0" },
    seed: { type: "string", default: "1" },
    days: { type: "string", default: "60" },
    "warm-up": { type: "string", default: "2" },
    list: { type: "boolean", default: false },
  },
});
const [which = 0, seed = 1, days = 60, warmUpDays = 2] = [
  values.services,
  values.seed,
  values.days,
  values["warm-up"],
].map(Number);
const services = which === 0 ? SERVICES : servicesOf(which);
const options = { services, seed, days, warmUpDays };

const calm = detect({ ...options, hasBursts: false });
console.log(`services ${which}, ${days} days after ${warmUpDays}`);
console.log(`calm    ${alarms(calm)}`);
const burst = detect({ ...options, hasBursts: true });
console.log(`bursts  ${alarms(burst)}; ${told(burst.bursts)}`);
if (values.list) for (const fate of burst.bursts.filter(isLate)) console.log(`  ${lateLine(fate)}`);

function alarms({ falseAlarms }: DetectorResult): string {
  if (values.list) {
    for (const { minuteMs, service, comes, perMinute } of falseAlarms) {
      console.log(
        `  ${new Date(minuteMs).toISOString().slice(0, 16)} ${service} ${JSON.stringify(comes)} ${perMinute.join(" ")}`,
      );
    }
  }
  return `${falseAlarms.length} false alarms, ${((falseAlarms.length * 7) / days).toFixed(2)} a week`;
}

function told(fates: readonly BurstFate[]): string {
  const evident = fates.filter(({ evidentMinute }) => evidentMinute !== undefined);
  const delays = evident.map(delayOf).sort((a, b) => a - b);
  const at = (share: number) => delays[Math.max(0, Math.ceil(share * delays.length) - 1)];
  const unnoticed = evident.filter(({ toldMinute }) => toldMinute === undefined).length;
  return `${fates.filter(({ toldMinute }) => toldMinute !== undefined).length} of ${fates.length} told, of ${evident.length} evident ones all but ${unnoticed}, after ${at(0.5)}, ${at(0.9)} and ${at(0.95)} min (50, 90, 95 %)`;
}

function delayOf({ evidentMinute = 0, toldMinute = Number.POSITIVE_INFINITY }: BurstFate): number {
  return Math.max(0, toldMinute - evidentMinute);
}

function isLate(fate: BurstFate): boolean {
  return fate.toldMinute === undefined || (fate.evidentMinute !== undefined && delayOf(fate) > 0);
}

function lateLine({ burst: { service, index, startMs, endMs, factor, perMinute }, ...fate }: BurstFate): string {
  const minutes = ((endMs - startMs) / 60_000).toFixed(0);
  const after = (minute: number | undefined) => (minute === undefined ? "never" : `after ${minute - fate.firstMinute}`);
  return `${new Date(startMs).toISOString().slice(0, 16)} ${service.name} ${JSON.stringify(service.sources[index]?.comes)} ×${factor.toFixed(1)}, ${perMinute.toFixed(1)}/min, ${minutes} min: evident ${after(fate.evidentMinute)}, told ${after(fate.toldMinute)}`;
}
