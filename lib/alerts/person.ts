/** Who decided, why, and until when: what acknowledging and silencing have in common. */
import { DAY_MS } from "../durations.ts";
import { SluiceError } from "../errors.ts";

const MAX_DAYS = 30;

const MAX_BY_LENGTH = 100;
const MAX_WHY_LENGTH = 500;

/** @throws SluiceError "refused" */
export function checkPerson({ by, why }: { readonly by: string; readonly why: string }): void {
  if (by.trim() === "" || by.length > MAX_BY_LENGTH) {
    throw new SluiceError("refused", `Say who you are, in at most ${MAX_BY_LENGTH} characters`);
  }
  if (why.trim() === "" || why.length > MAX_WHY_LENGTH) {
    throw new SluiceError("refused", `Say why, in at most ${MAX_WHY_LENGTH} characters: others will read it`);
  }
}

/** @throws SluiceError "refused" */
export function checkUntil(untilMs: number, nowMs: number): void {
  if (untilMs > nowMs && untilMs <= nowMs + MAX_DAYS * DAY_MS) return;
  const end = Number.isFinite(untilMs) ? new Date(untilMs).toISOString() : "then";
  throw new SluiceError("refused", `It cannot last until ${end}: an end lies ahead, by at most ${MAX_DAYS} days`);
}
