/**
 * A circuit breaker: a store that failed several times in a row is left alone for a while, then asked by one call whether it is back. Nobody
 * waits for a store that is down, and one that comes up is not met by everybody at once. Pure: time and randomness are arguments.
 */

export interface BreakerPolicy {
  /** Failures in a row that open it. */
  readonly failures: number;
  readonly baseMs: number;
  readonly mostMs: number;
  /** A probe that has no outcome by then was lost: its function was cut off. */
  readonly probeMs: number;
}

const STORE_BREAKER: BreakerPolicy = { failures: 5, baseMs: 5_000, mostMs: 60_000, probeMs: 60_000 };

export interface Breaker {
  /** @returns undefined if the call may be made, else how long until one may */
  refusedForMs(nowMs: number): number | undefined;
  succeeded(): void;
  /** @param random in [0, 1) */
  failed(nowMs: number, random: number): void;
}

type State =
  | { readonly kind: "closed"; readonly failures: number }
  /** `openings` in a row: each is longer than the one before. */
  | { readonly kind: "open"; readonly openings: number; readonly untilMs: number }
  | { readonly kind: "probing"; readonly openings: number; readonly untilMs: number };

export function createBreaker(policy: BreakerPolicy = STORE_BREAKER): Breaker {
  let state: State = { kind: "closed", failures: 0 };

  /** Half of it is jitter: many processes that opened at the same moment do not probe at the same moment. */
  function open(openings: number, nowMs: number, random: number): void {
    const openMs = Math.min(policy.mostMs, policy.baseMs * 2 ** (openings - 1)) * (0.5 + random / 2);
    state = { kind: "open", openings, untilMs: nowMs + openMs };
  }

  return {
    refusedForMs(nowMs) {
      if (state.kind === "closed") return undefined;
      if (nowMs < state.untilMs) return state.untilMs - nowMs;
      state = { kind: "probing", openings: state.openings, untilMs: nowMs + policy.probeMs };
      return undefined;
    },
    succeeded() {
      state = { kind: "closed", failures: 0 };
    },
    failed(nowMs, random) {
      switch (state.kind) {
        case "closed":
          if (state.failures + 1 < policy.failures) state = { kind: "closed", failures: state.failures + 1 };
          else open(1, nowMs, random);
          return;
        case "probing":
          open(state.openings + 1, nowMs, random);
          return;
        case "open":
          // A call that began before it opened says nothing new.
          return;
      }
    },
  };
}
