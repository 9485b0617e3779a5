import { describe, expect, test } from "vitest";
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
