import { describe, expect, test } from "vitest";
import {
  addNotices,
  CLAIM_TIMEOUT_MS,
  claimNotices,
  clearClaim,
  EMPTY_OUTBOX,
  type Notice,
  releaseClaim,
} from "../../../lib/alerts/outbox.ts";

function notice(service: string): Notice {
  return { phase: "firing", severity: "error", service, pattern: "p", template: "t", sinceMs: 0, count: 1 };
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
    const outbox = clearClaim(addNotices(held, [B]), 1);
    expect(outbox.claim).toBeUndefined();
    expect(outbox.pending.notices).toEqual([B]);
  });

  test("its mail failed: its notices wait again, before what came in meanwhile", () => {
    const outbox = releaseClaim(addNotices(held, [B]), 1);
    expect(outbox.claim).toBeUndefined();
    expect(outbox.pending.notices).toEqual([A, B]);
  });

  test("its run died: after a while the next claim takes its notices too", () => {
    const { outbox, claim } = claimNotices(addNotices(held, [B]), NOW_MS + CLAIM_TIMEOUT_MS);
    expect(claim).toMatchObject({ id: 2, notices: [A, B] });
    expect(clearClaim(outbox, 1), "who was thought dead clears only its own claim").toBe(outbox);
    expect(releaseClaim(outbox, 1)).toBe(outbox);
  });

  test("a claim from the far future, of a clock since put back, has expired too", () => {
    expect(claimNotices(held, NOW_MS - CLAIM_TIMEOUT_MS).claim).toMatchObject({ id: 2 });
  });
});

test("claims of all times have different ids", () => {
  const first = claimNotices(waiting, NOW_MS);
  const second = claimNotices(addNotices(clearClaim(first.outbox, 1), [B]), NOW_MS);
  expect([first.claim?.id, second.claim?.id]).toEqual([1, 2]);
});

test("of more notices than an outbox holds the rest is counted", () => {
  const many = Array.from({ length: 150 }, (_, i) => notice(`s${i}`));
  const held = claimNotices(addNotices(EMPTY_OUTBOX, many), NOW_MS).outbox;
  const { pending } = releaseClaim(addNotices(held, many), 1);
  expect(pending.notices).toHaveLength(200);
  expect(pending.omitted).toBe(100);
  const further = addNotices({ pending, lastClaimId: 1 }, [A]);
  expect(further.pending.omitted).toBe(101);
});
