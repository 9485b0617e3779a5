/** What no store takes, told before it is tried: the same on all of them. */
import type { StoredDocument, WriteOutcome } from "../ports.ts";
import { isNestedTooDeep, MOST_LEVELS } from "./depth.ts";
import { isStorableTime } from "./periods.ts";

type Rejected = Extract<WriteOutcome, { kind: "rejected" }>;

/** Undefined if the document may be written. */
export function refusalOf({ timestampMs, json }: StoredDocument): Rejected | undefined {
  if (!isStorableTime(timestampMs))
    return refused(`@timestamp ${timeOf(timestampMs)} is no time of the years 1000 to 2999`);
  if (isNestedTooDeep(json)) return refused(`attributes are nested deeper than ${MOST_LEVELS} levels`);
  return undefined;
}

export function refused(reason: string): Rejected {
  return { kind: "rejected", retryable: false, reason };
}

function timeOf(timestampMs: number): string {
  return Math.abs(timestampMs) <= 8.64e15 ? new Date(timestampMs).toISOString() : String(timestampMs);
}
