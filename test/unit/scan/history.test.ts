/**
 * Random histories of errors, late visibility, outages, skipped and doubled runs, and runs that die at any point: whatever happens,
 * every error is counted exactly once and every incident has one FIRING and one RESOLVED.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { CLAIM_TIMEOUT_MS } from "../../../lib/alerts/outbox.ts";
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
    { weight: 1, arbitrary: fc.integer({ min: 600, max: 30_000 }) },
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

const FAULTS: Record<Exclude<Round["fault"], "none" | "double run">, Faults> = {
  "store down": { storeDown: true },
  "dies before its state": { putsLeft: 0 },
  "mail fails": { notifierDown: true },
  "dies before its mail": { putsLeft: 1, notifierDown: true },
  "dies after its mail": { putsLeft: 1 },
};

test("every error counts once, every incident fires once and is resolved once", { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(round, { minLength: 1, maxLength: 12 }), async (rounds) => {
      await using stage = await openStage();
      const { arrived, mails } = await live(stage, rounds);

      const counted = new Map<string, number>();
      const open = new Map<string, number>();
      for (const mail of mails) {
        for (const { phase, count, group } of noticesOf(mail)) {
          open.set(group, (open.get(group) ?? 0) + (phase === "FIRING" ? 1 : -1));
          if (phase === "RESOLVED") counted.set(group, (counted.get(group) ?? 0) + count);
        }
        // Within one mail the firing stand first, so a group's turns are in order only from mail to mail.
        for (const incidents of open.values()) expect([0, 1]).toContain(incidents);
      }
      expect(counted).toEqual(arrived);
      expect([...open.values()].filter((incidents) => incidents > 0)).toEqual([]);
      expect((await stage.ledger()).outbox).toMatchObject({ pending: { notices: [], omitted: 0 } });
    }),
    { numRuns: 40 },
  );
});

/** Plays the rounds, then quiet minutes until all is told. Gives what arrived per group, and the mails whose sending was known to their run. */
async function live(stage: Stage, rounds: readonly Round[]) {
  const arrived = new Map<string, number>();
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
      const key = keyOf(kind.service, kind.message);
      arrived.set(key, (arrived.get(key) ?? 0) + 1);
    }
    await showArrivals();
    const before = stage.sent.length;
    await run(stage, nowMs, fault);
    // Its run did not learn that it was sent, so a later run sends it again.
    if (fault === "dies after its mail") for (const mail of stage.sent.slice(before)) repeated.add(mail);
  }
  for (let minute = 0; minute < 20 + CLAIM_TIMEOUT_MS / MINUTE_MS; minute++) {
    nowMs += MINUTE_MS;
    await showArrivals();
    await stage.scanAt(nowMs);
  }
  return { arrived, mails: stage.sent.filter((mail) => !repeated.has(mail)) };
}

async function run(stage: Stage, nowMs: number, fault: Round["fault"]): Promise<void> {
  if (fault === "none") await stage.scanAt(nowMs);
  else if (fault === "double run") await Promise.all([stage.scanAt(nowMs), stage.scanAt(nowMs)]);
  else await stage.scanAt(nowMs, FAULTS[fault]).catch(() => undefined);
}

/** As a reader of the mail sees them. */
function noticesOf({ body }: Notification): { phase: string; count: number; group: string }[] {
  return [...body.matchAll(/^(FIRING|RESOLVED): (\d+) errors? in (\S+)\n(.+)$/gm)].map(
    ([, phase, count, service, template]) => ({
      phase: String(phase),
      count: Number(count),
      group: keyOf(String(service), String(template)),
    }),
  );
}

function keyOf(service: string, message: string): string {
  return `${service}: ${message}`;
}
