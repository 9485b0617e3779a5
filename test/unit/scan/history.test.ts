/**
 * Random histories of errors, late visibility, outages, skipped and doubled runs, clocks that jump, and runs that die at any point:
 * whatever happens, every error is counted exactly once, FIRING and RESOLVED come by turns, and what is new is never passed over.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { NoticeKind } from "../../../lib/alerts/notice.ts";
import type { Notification } from "../../../lib/ports.ts";
import type { Arrival } from "../../support/error-documents.ts";
import { type Faults, MINUTE_MS, openStage, SECOND_MS, START_MS, type Stage } from "./stage.ts";

const GROUPS = [
  { service: "checkout", message: "connection refused" },
  { service: "checkout", message: "out of memory" },
  { service: "search", message: "connection refused" },
];

interface Round {
  /** Since the round before. */
  readonly gapSeconds: number;
  readonly errors: readonly { group: number; earlierSeconds: number; lateMinutes: number }[];
  readonly fault:
    | "none"
    | "double run"
    | "store down"
    | "dies before its state"
    | "mail fails"
    | "dies before its mail"
    | "dies after its mail";
}

const round: fc.Arbitrary<Round> = fc.record({
  gapSeconds: fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: 10, max: 90 }) },
    { weight: 1, arbitrary: fc.integer({ min: 600, max: 20_000 }) },
  ),
  errors: fc.array(
    fc.record({
      group: fc.nat(GROUPS.length - 1),
      earlierSeconds: fc.integer({ min: 1, max: 59 }),
      lateMinutes: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 13 })),
    }),
    { maxLength: 4 },
  ),
  fault: fc.oneof(
    { weight: 6, arbitrary: fc.constant("none" as const) },
    {
      weight: 4,
      arbitrary: fc.constantFrom(
        "double run" as const,
        "store down" as const,
        "dies before its state" as const,
        "mail fails" as const,
        "dies before its mail" as const,
        "dies after its mail" as const,
      ),
    },
  ),
});

/** What is late shows up; then an alert that came and went is held for up to six hours. */
const QUIET_MINUTES = [...Array<number>(20).fill(1), ...Array<number>(16).fill(30)];

const FAULTS: Record<Exclude<Round["fault"], "none" | "double run">, Faults> = {
  "store down": { storeDown: true },
  "dies before its state": { putsLeft: 0 },
  "mail fails": { notifierDown: true },
  "dies before its mail": { putsLeft: 1, notifierDown: true },
  "dies after its mail": { putsLeft: 1 },
};

test("every error counts once, every incident fires once and is resolved once", { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(round, { minLength: 1, maxLength: 12 }), async (rounds) => {
      await using stage = await openStage();
      const { arrived, counted, mails } = await live(stage, rounds);
      expect(counted).toBe(arrived.length);

      const open = new Map<string, boolean>();
      for (const mail of mails) {
        for (const { state, group } of noticesOf(mail)) {
          expect(state === "firing").toBe(open.get(group) !== true);
          open.set(group, state !== "resolved");
        }
      }
      expect([...open.keys()].sort(), "a pattern that was never seen is told").toEqual([...new Set(arrived)].sort());
      expect([...open.values()], "nothing stays open").not.toContain(true);
      const { outboxes } = await stage.state();
      if (arrived.length > 0) expect(outboxes["default"]).toMatchObject({ pending: { notices: [], omitted: 0 } });
    }),
    { numRuns: 40 },
  );
});

/** Plays the rounds, then quiet minutes until all is told. Gives the group of each arrival, and the mails whose sending was known to their run. */
async function live(stage: Stage, rounds: readonly Round[]) {
  const arrived: string[] = [];
  let counted = 0;
  const repeated = new Set<Notification>();
  let late: { visibleMs: number; arrival: Arrival }[] = [];
  let nowMs = START_MS;

  async function showArrivals(): Promise<void> {
    const visible = late.filter(({ visibleMs }) => visibleMs <= nowMs);
    late = late.filter(({ visibleMs }) => visibleMs > nowMs);
    await stage.arrive(...visible.map(({ arrival }) => arrival));
  }

  await stage.scanAt(nowMs);
  for (const { gapSeconds, errors, fault } of rounds) {
    nowMs += gapSeconds * SECOND_MS;
    for (const { group, earlierSeconds, lateMinutes } of errors) {
      const kind = GROUPS[group] ?? { service: "", message: "" };
      const atMs = nowMs - Math.min(earlierSeconds, gapSeconds) * SECOND_MS;
      late.push({ visibleMs: nowMs + lateMinutes * MINUTE_MS, arrival: { ...kind, atMs } });
      arrived.push(keyOf(kind.service, kind.message));
    }
    await showArrivals();
    const before = stage.sent.length;
    counted += await run(stage, nowMs, fault);
    // Its run did not learn that it was sent, so a later run sends it again.
    if (fault === "dies after its mail") for (const mail of stage.sent.slice(before)) repeated.add(mail);
  }
  for (const minutes of QUIET_MINUTES) {
    nowMs += minutes * MINUTE_MS;
    await showArrivals();
    counted += (await stage.scanAt(nowMs)).newErrors;
  }
  return { arrived, counted, mails: stage.sent.filter((mail) => !repeated.has(mail)) };
}

/** Gives how many errors it counted, as far as it lived to say so. */
async function run(stage: Stage, nowMs: number, fault: Round["fault"]): Promise<number> {
  if (fault === "none") return (await stage.scanAt(nowMs)).newErrors;
  if (fault === "double run") {
    const reports = await Promise.all([stage.scanAt(nowMs), stage.scanAt(nowMs)]);
    return reports.reduce((sum, { newErrors }) => sum + newErrors, 0);
  }
  const before = await stage.state();
  const report = await stage.scanAt(nowMs, FAULTS[fault]).catch(() => undefined);
  if (report) return report.newErrors;
  const after = await stage.state();
  const { watermarkMs } = after;
  if (watermarkMs === undefined || watermarkMs === before.watermarkMs) return 0;
  // After hours it takes several steps, and may have died between two.
  return (await stage.rehearse(watermarkMs, before)).newErrors;
}

/** As a machine that gets the mail sees them, oldest first. */
function noticesOf({ message }: Notification): { state: NoticeKind; group: string }[] {
  return (message?.alerts ?? []).map(({ state, service, template }) => ({ state, group: keyOf(service, template) }));
}

function keyOf(service: string, message: string): string {
  return `${service}: ${message}`;
}
