import fc from "fast-check";
import { expect, test } from "vitest";
import { parseConfig } from "../../../lib/config.ts";
import { forecast } from "../../../lib/forecast/run.ts";
import { readShards } from "../../../lib/forecast/state.ts";
import type { SeriesPoint } from "../../../lib/ports.ts";
import { openEmbedded } from "../../support/embedded.ts";
import { storedDocument } from "../../support/stored-document.ts";

const MINUTE_MS = 60_000;
const START_MS = Date.parse("2026-11-23T10:00:00Z");
const MINUTES = 60;
const settings = parseConfig(
  {},
  "forecast: { queries: [{ name: pay, query: x, field: event.duration, statistic: p95 }] }",
);

/** A record of a minute that comes some minutes later, and what a scheduler does in each minute: nothing, run, or run twice, at once or not. */
const record = fc.record({
  minute: fc.nat(MINUTES - 1),
  lateMinutes: fc.oneof(fc.constant(0), fc.nat(14)),
  service: fc.constantFrom("cart", "shop", undefined),
  level: fc.constantFrom("info", "error", undefined),
  duration: fc.option(fc.nat(1_000), { nil: undefined }),
});
const schedule = fc.array(fc.constantFrom("skip", "run", "run", "again", "both"), {
  minLength: MINUTES + 20,
  maxLength: MINUTES + 20,
});

test("late records, reruns and runs that were skipped: in the end all is as after one run over everything", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(record, { maxLength: 150 }), schedule, async (records, runs) => {
      const live = await openEmbedded();
      const documents = records.map(({ minute, service, level, duration }, n) => {
        const iso = new Date(START_MS + minute * MINUTE_MS).toISOString();
        return storedDocument(`r${n}`, {
          "@timestamp": iso,
          message: "x",
          "event.ingested": iso,
          ...(service !== undefined && { "service.name": service }),
          ...(level !== undefined && { "log.level": level }),
          ...(duration !== undefined && { "event.duration": duration }),
        });
      });
      for (const [n, what] of runs.entries()) {
        const arrived = records.flatMap((one, i) => (one.minute + one.lateMinutes === n ? (documents[i] ?? []) : []));
        await live.store.write(arrived);
        // All that is of this minute came within it.
        const run = () => forecast({ ...live, settings, nowMs: START_MS + (n + 2) * MINUTE_MS });
        if (what === "run" || what === "again") await run();
        if (what === "again") await run();
        if (what === "both") await Promise.all([run(), run()]);
      }
      const nowMs = START_MS + (runs.length + 2) * MINUTE_MS;
      await forecast({ ...live, settings, nowMs });

      const once = await openEmbedded();
      await once.store.write(documents);
      await forecast({ ...once, settings, nowMs });

      expect(await seriesOf(live)).toEqual(await seriesOf(once));
      expect(await pointsOf(live)).toEqual(await pointsOf(once));
    }),
    { numRuns: 8 },
  );
}, 60_000);

type Opened = Awaited<ReturnType<typeof openEmbedded>>;

const NAMES = ["total", "service:cart", "level:error", "level:error service:shop", "query:pay"];

async function seriesOf({ objects }: Opened): Promise<readonly unknown[]> {
  const series = [];
  for await (const shard of readShards(objects))
    series.push(...shard.series.map((one) => ({ ...one, toMs: shard.toMs })));
  return series.sort((a, b) => (JSON.stringify(a.id) < JSON.stringify(b.id) ? -1 : 1));
}

async function pointsOf({ store }: Opened): Promise<readonly SeriesPoint[]> {
  const window = { fromMs: 0, toMs: START_MS + 10 * MINUTES * MINUTE_MS };
  return (await Promise.all(NAMES.map((name) => store.readPoints(name, window)))).flat();
}
