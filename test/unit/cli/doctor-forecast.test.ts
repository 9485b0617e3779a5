import { expect, test } from "vitest";
import { checkForecast } from "../../../lib/cli/doctor/forecast.ts";
import type { Accuracy } from "../../../lib/forecast/accuracy.ts";
import { EMPTY_SHARD, type FollowedSeries, shardKey } from "../../../lib/forecast/state.ts";
import { openEmbedded } from "../../support/embedded.ts";

const good: Accuracy = { minutes: 1440, size: 9, error: 1, naiveError: 2, coverage: 0.99, last: 9, isWorse: false };
const series = (service: string, accuracy: Accuracy): FollowedSeries => ({
  id: { service },
  track: {},
  isKept: false,
  heardMs: 0,
  accuracy,
});

async function check(followed: readonly FollowedSeries[]) {
  const { objects } = await openEmbedded();
  if (followed.length > 0) await objects.put(shardKey(0), JSON.stringify({ ...EMPTY_SHARD, series: followed }));
  return checkForecast(objects);
}

test("a forecast that has not run, or whose models are good, is well", async () => {
  expect(await check([])).toMatchObject({ status: "ok", detail: "no series is followed yet" });
  expect(await check([series("cart", good)])).toMatchObject({ status: "ok", detail: "1 series followed" });
});

test("series whose model is worse than 'as the minute before' are named", async () => {
  const bad = { ...good, error: 3, isWorse: true };
  const finding = await check([series("cart", good), ...Array.from({ length: 7 }, (_, n) => series(`s${n}`, bad))]);
  expect(finding).toMatchObject({ status: "warn", advice: expect.stringContaining("alarms") });
  expect(finding.detail).toContain("8 series followed");
  expect(finding.detail).toContain("service:s0 (1.50 times the error)");
  expect(finding.detail).toContain("and 2 more");
});
