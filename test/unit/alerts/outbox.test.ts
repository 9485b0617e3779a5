import { describe, expect, test } from "vitest";
import { type Aside, addAsides } from "../../../lib/alerts/aside.ts";
import type { Notice } from "../../../lib/alerts/notice.ts";
import {
  addNotices,
  CLAIM_TIMEOUT_MS,
  claimNotices,
  clearClaim,
  EMPTY_OUTBOX,
  releaseClaim,
} from "../../../lib/alerts/outbox.ts";

function notice(service: string, fields: Partial<Notice> = {}): Notice {
  return {
    kind: "firing",
    rule: "errors",
    service,
    pattern: "p",
    severity: "error",
    template: "t",
    sinceMs: 0,
    count: 1,
    atMs: 0,
    isFlapping: false,
    isWorse: false,
    goesOn: false,
    ...fields,
  };
}
const A = notice("a");
const B = notice("b");
const waiting = addNotices(EMPTY_OUTBOX, [A]);
const NOW_MS = 1_000_000;

test("an empty outbox gives no claim", () => {
  expect(claimNotices(EMPTY_OUTBOX, NOW_MS)).toEqual({ outbox: EMPTY_OUTBOX });
});

test("a claim takes all that waits", () => {
  const { outbox, claim } = claimNotices(addNotices(waiting, [B]), NOW_MS);
  expect(claim).toEqual({ id: 1, claimedMs: NOW_MS, notices: [A, B], omitted: 0 });
  expect(outbox.pending.notices).toEqual([]);
});

describe("while a claim is held", () => {
  const held = claimNotices(waiting, NOW_MS).outbox;

  test("nobody else gets one, and what comes in waits", () => {
    const { outbox, claim } = claimNotices(addNotices(held, [B]), NOW_MS + 1);
    expect(claim).toBeUndefined();
    expect(outbox).toMatchObject({ claim: { id: 1, notices: [A] }, pending: { notices: [B] } });
  });

  test("its mail was sent: it is gone, what came in meanwhile is not", () => {
    const outbox = clearClaim(addNotices(held, [B]), 1, NOW_MS);
    expect(outbox.claim).toBeUndefined();
    expect(outbox.pending.notices).toEqual([B]);
  });

  test("its mail failed: its notices wait again, before what came in meanwhile", () => {
    const outbox = releaseClaim(addNotices(held, [B]), 1, NOW_MS, "down");
    expect(outbox.claim).toBeUndefined();
    expect(outbox.pending.notices).toEqual([A, B]);
  });

  test("its run died: after a while the next claim takes its notices too", () => {
    const { outbox, claim } = claimNotices(addNotices(held, [B]), NOW_MS + CLAIM_TIMEOUT_MS);
    expect(claim).toMatchObject({ id: 2, notices: [A, B] });
    expect(clearClaim(outbox, 1, NOW_MS), "who was thought dead clears only its own claim").toBe(outbox);
    expect(releaseClaim(outbox, 1, NOW_MS, "down")).toBe(outbox);
  });

  test("a claim from the far future, of a clock since put back, has expired too", () => {
    expect(claimNotices(held, NOW_MS - CLAIM_TIMEOUT_MS).claim).toMatchObject({ id: 2 });
  });
});

test("claims of all times have different ids", () => {
  const first = claimNotices(waiting, NOW_MS);
  const second = claimNotices(addNotices(clearClaim(first.outbox, 1, NOW_MS), [B]), NOW_MS);
  expect([first.claim?.id, second.claim?.id]).toEqual([1, 2]);
});

test("of more notices than an outbox holds the rest is counted", () => {
  const many = Array.from({ length: 150 }, (_, i) => notice(`s${i}`));
  const others = many.map(({ service }) => notice(`other-${service}`));
  const held = claimNotices(addNotices(EMPTY_OUTBOX, many), NOW_MS).outbox;
  const released = releaseClaim(addNotices(held, others), 1, NOW_MS, "down");
  expect(released.pending.notices).toHaveLength(200);
  expect(released.pending.omitted).toBe(100);
  expect(addNotices(released, [A]).pending.omitted).toBe(101);
});

test("in a storm the most urgent notices are kept, whenever they fell due", () => {
  const many = Array.from({ length: 300 }, (_, i) => notice(`s${i}`));
  const { pending } = addNotices(EMPTY_OUTBOX, [...many, notice("core", { severity: "fatal" })]);
  expect(pending).toMatchObject({ omitted: 101 });
  expect(pending.notices.at(-1)).toMatchObject({ service: "core" });
});

describe("several notices of one alert", () => {
  const waitingFor = (...kinds: Notice["kind"][]) =>
    addNotices(
      EMPTY_OUTBOX,
      kinds.map((kind, i) => notice("a", { kind, count: i })),
    ).pending.notices.map(({ kind, count }) => [kind, count]);

  test("a later digest takes the place of an earlier one, and of what had not been told yet", () => {
    expect(waitingFor("digest", "digest")).toEqual([["digest", 1]]);
    expect(waitingFor("firing", "digest")).toEqual([["firing", 1]]);
  });

  test("that it is over takes the place of a digest, and is told beside that it began", () => {
    expect(waitingFor("digest", "resolved")).toEqual([["resolved", 1]]);
    expect(waitingFor("firing", "resolved", "firing")).toEqual([
      ["firing", 0],
      ["resolved", 1],
      ["firing", 2],
    ]);
  });
});

test("a failure is remembered until a mail is sent", () => {
  const failed = releaseClaim(claimNotices(waiting, NOW_MS).outbox, 1, NOW_MS, "down");
  expect(failed.failure).toEqual({ sinceMs: NOW_MS, attempts: 1, reason: "down" });
  const again = releaseClaim(claimNotices(failed, NOW_MS + 1).outbox, 2, NOW_MS + 1, "refused");
  expect(again.failure).toEqual({ sinceMs: NOW_MS, attempts: 2, reason: "refused" });
  expect(clearClaim(claimNotices(again, NOW_MS + 2).outbox, 3, NOW_MS + 2)).not.toHaveProperty("failure");
});

describe("however much there is to tell", () => {
  const MINUTE_MS = 60_000;
  const HOUR_MS = 60 * MINUTE_MS;

  /** Tries every ten seconds, with something new each time. Gives the minutes at which mails went out. */
  function mailsWithin(durationMs: number, kind: Notice["kind"]): number[] {
    const minutes: number[] = [];
    let outbox = EMPTY_OUTBOX;
    for (let nowMs = NOW_MS; nowMs < NOW_MS + durationMs; nowMs += 10_000) {
      const claimed = claimNotices(addNotices(outbox, [notice(`s${nowMs}`, { kind })]), nowMs);
      outbox = claimed.claim ? clearClaim(claimed.outbox, claimed.claim.id, nowMs) : claimed.outbox;
      if (claimed.claim) minutes.push((nowMs - NOW_MS) / MINUTE_MS);
    }
    return minutes;
  }

  test("the first mails go out at once, the next ones keep a distance", () => {
    const minutes = mailsWithin(HOUR_MS, "resolved");
    expect(minutes.filter((minute) => minute < 1)).toHaveLength(4);
    expect(minutes.length).toBeLessThanOrEqual(10);
  });

  test("what begins to fire waits only in a storm", () => {
    const minutes = mailsWithin(HOUR_MS, "firing");
    expect(minutes.filter((minute) => minute < 1.3)).toHaveLength(8);
    expect(minutes.length).toBeLessThanOrEqual(18);
  });

  test("a day of it is fewer than fifteen mails an hour, and fewer than eight of what is no news", () => {
    expect(mailsWithin(24 * HOUR_MS, "firing").length).toBeLessThan(24 * 15);
    expect(mailsWithin(24 * HOUR_MS, "digest").length).toBeLessThan(24 * 8);
  });

  test("a clock that is put back makes no mail wait", () => {
    const sent = { ...waiting, sentMs: [1, 2, 3, 4, 5].map((i) => NOW_MS + i * HOUR_MS) };
    expect(claimNotices(sent, NOW_MS).claim).toBeDefined();
  });
});

describe("what is worth a line", () => {
  const aside: Aside = {
    rule: "forecast",
    service: "cart",
    pattern: "above",
    severity: "warn",
    template: "more than usual",
    measured: { value: 52, expected: 30, limit: 45, unit: "lines a minute" },
    sinceMs: NOW_MS - 60_000,
    atMs: NOW_MS,
  };
  const withAside = { ...EMPTY_OUTBOX, asides: addAsides([], [aside]) };

  test("causes no mail, and goes with the next one", () => {
    expect(claimNotices(withAside, NOW_MS).claim).toBeUndefined();
    expect(claimNotices(addNotices(withAside, [A]), NOW_MS).claim).toMatchObject({ notices: [A], asides: [aside] });
  });

  test("is said once, however long it goes on; another time it is said again", () => {
    const first = claimNotices(addNotices(withAside, [A]), NOW_MS);
    const sent = clearClaim(first.outbox, 1, NOW_MS);
    const later = (fields: Partial<Aside>) =>
      claimNotices(
        addNotices({ ...sent, asides: addAsides(sent.asides ?? [], [{ ...aside, ...fields }]) }, [B]),
        NOW_MS + 1,
      );
    expect(later({ atMs: NOW_MS + 60_000 }).claim?.asides).toBeUndefined();
    expect(later({ sinceMs: NOW_MS + 60_000, atMs: NOW_MS + 90_000 }).claim?.asides).toHaveLength(1);
  });

  test("waits for the next run if the mail could not be sent, or the run died", () => {
    const { outbox } = claimNotices(addNotices(withAside, [A]), NOW_MS);
    expect(claimNotices(releaseClaim(outbox, 1, NOW_MS, "down"), NOW_MS).claim?.asides).toEqual([aside]);
    expect(claimNotices(outbox, NOW_MS + CLAIM_TIMEOUT_MS).claim?.asides).toEqual([aside]);
  });

  test("is left out if its alert is told, and forgotten after a day", () => {
    const alerted = notice("cart", { rule: "forecast", pattern: "above" });
    expect(claimNotices(addNotices(withAside, [alerted]), NOW_MS).claim?.asides).toBeUndefined();
    expect(claimNotices(addNotices(withAside, [A]), NOW_MS + 24 * 3_600_000).claim?.asides).toBeUndefined();
  });

  test("is kept for twenty subjects at most, the newest", () => {
    const many = Array.from({ length: 30 }, (_, n) => ({ ...aside, service: `s${n}` }));
    const kept = addAsides([], many);
    expect(kept).toHaveLength(20);
    expect(kept.at(-1)?.service).toBe("s29");
  });
});
