/** A small simulation: `npm run test:simulation` is the large one, which also judges what takes days to say, such as false alarms. */
import { expect, test } from "vitest";
import { simulationOptions } from "../simulation/options.ts";
import { reportOf } from "../simulation/report.ts";
import { simulate } from "../simulation/run.ts";
import { delaysOf } from "../simulation/verdict.ts";

const TIMEOUT_MS = 180_000;

test("through a day of outages and lost runs, what is new and who is silent is told in time, and what was told is told to be over", {
  timeout: TIMEOUT_MS,
}, async () => {
  const result = await simulate(simulationOptions({ seed: 1, days: 1, warmUpDays: 1, isWoken: true }));

  const { fates } = result.verdict;
  const certain = fates.filter(({ incident }) => incident.kind === "new pattern" || incident.kind === "silence");
  const report = reportOf(result);
  expect(certain.length, report).toBeGreaterThanOrEqual(2);
  for (const { firings, resolutions } of certain)
    expect({ firings, resolutions }, report).toEqual({ firings: 1, resolutions: 1 });
  for (const delay of delaysOf(certain)) expect(delay, report).toBeLessThanOrEqual(75_000);
  for (const { firings, resolutions } of fates) expect(resolutions, report).toBe(firings);
  expect(result.figures.excessMails, report).toBe(0);
});
