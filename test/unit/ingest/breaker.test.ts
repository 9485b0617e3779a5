import { expect, test } from "vitest";
import { createBreaker } from "../../../lib/ingest/breaker.ts";

const policy = { failures: 3, baseMs: 1_000, mostMs: 3_000, probeMs: 500 };
/** The longest opening. */
const MOST = 0.999_999_999;

function openAt(nowMs: number) {
  const breaker = createBreaker(policy);
  for (let n = 0; n < policy.failures; n++) breaker.failed(nowMs, MOST);
  return breaker;
}

test("it opens at so many failures in a row, not before, and a success in between begins anew", () => {
  const breaker = createBreaker(policy);
  for (const outcome of ["failed", "failed", "succeeded", "failed", "failed"] as const) {
    if (outcome === "failed") breaker.failed(0, MOST);
    else breaker.succeeded();
    expect(breaker.refusedForMs(0)).toBeUndefined();
  }
  breaker.failed(0, MOST);
  expect(breaker.refusedForMs(0)).toBeCloseTo(1_000);
});

test("it stays open for at least half of its time, by chance", () => {
  const breaker = createBreaker({ ...policy, failures: 1 });
  breaker.failed(0, 0);
  expect(breaker.refusedForMs(499)).toBe(1);
  expect(breaker.refusedForMs(500)).toBeUndefined();
});

test("then one call may ask, and the others wait for its outcome", () => {
  const breaker = openAt(0);
  expect(breaker.refusedForMs(600)).toBeCloseTo(400);
  expect(breaker.refusedForMs(1_000)).toBeUndefined();
  expect(breaker.refusedForMs(1_000)).toBe(policy.probeMs);
  breaker.succeeded();
  expect([breaker.refusedForMs(1_000), breaker.refusedForMs(1_000)]).toEqual([undefined, undefined]);
});

test("each failed probe opens it for twice as long, up to the bound", () => {
  const breaker = openAt(0);
  const openMs: number[] = [];
  let nowMs = 0;
  for (let n = 0; n < 4; n++) {
    const refusedMs = breaker.refusedForMs(nowMs) ?? 0;
    openMs.push(Math.round(refusedMs));
    nowMs += refusedMs;
    expect(breaker.refusedForMs(nowMs)).toBeUndefined();
    breaker.failed(nowMs, MOST);
  }
  expect(openMs).toEqual([1_000, 2_000, 3_000, 3_000]);
});

test("calls that began before it opened do not prolong it when they fail", () => {
  const breaker = openAt(0);
  breaker.failed(900, MOST);
  expect(breaker.refusedForMs(1_000)).toBeUndefined();
});

test("a probe that never ends is given up, and another call asks", () => {
  const breaker = openAt(0);
  expect(breaker.refusedForMs(1_000)).toBeUndefined();
  expect(breaker.refusedForMs(1_499)).toBe(1);
  expect(breaker.refusedForMs(1_500)).toBeUndefined();
});
