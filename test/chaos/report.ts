/** The result of a run, for a person. */
import type { ChaosResult } from "./run.ts";

export function reportOf({ options, verdict, shipped, told, happened, seconds }: ChaosResult): string {
  const { counters, expected } = verdict;
  const lines = [
    `${n(options.records)} records, seed ${options.seed}, ${options.store}`,
    `shipped       ${n(shipped.objects)} objects, ${n(shipped.requests)} chunks by HTTP`,
    ...Object.entries(happened).map(([name, times]) => timesOf(name, times)),
    ...(told.spooled > 0 ? [timesOf("request spooled", told.spooled)] : []),
    ...(told.continuations > 0 ? [timesOf("rest of an object handed on", told.continuations)] : []),
    ...(told.timeouts > 0 ? [timesOf("function timed out", told.timeouts)] : []),
    `invocations   ${n(told.reports.length)} told of a delivery: ${n(counters.received)} received = ${n(counters.indexed)} indexed + ${n(counters.duplicate)} duplicate + ${n(counters.filtered)} filtered + ${n(counters.quarantined)} quarantined`,
    `belong        ${n(expected.stored)} in the store, ${n(expected.quarantined)} in quarantine, ${n(expected.filtered)} nowhere`,
    `found         ${n(verdict.lost)} lost, ${n(verdict.doubled)} doubled`,
    `time          ${seconds.toFixed(1)} s, ${n(Math.round(options.records / seconds))} records/s`,
  ];
  if (verdict.wrong.length === 0) return [...lines, "all right"].join("\n");
  const troubles = told.troubles.length > 0 ? ["the last troubles:", ...told.troubles.map((line) => `  ${line}`)] : [];
  const again = `again: npm run test:chaos -- --records ${options.records} --seed ${options.seed} --store ${options.store} --function-seconds ${options.functionMs / 1_000}`;
  return [...lines, "WRONG:", ...verdict.wrong.map((line) => `  ${line}`), ...troubles, again].join("\n");
}

function n(value: number): string {
  return value.toLocaleString("en");
}

function timesOf(name: string, times: number): string {
  return `${"".padEnd(14)}${n(times).padStart(7)} × ${name}`;
}
