/** What no store takes, told before it is tried: the same on all of them. */
import type { StoredDocument, WriteOutcome } from "../ports.ts";
import { isTooDeep, MOST_LEVELS } from "./depth.ts";
import { isStorableTime } from "./periods.ts";

type Rejected = Extract<WriteOutcome, { kind: "rejected" }>;

/** Undefined if the document may be written. */
export function refusalOf(document: StoredDocument): Rejected | undefined {
  if (!isStorableTime(document.timestampMs)) {
    return refused(`@timestamp ${document.record["@timestamp"]} is no time of the years 1000 to 2999`);
  }
  if (isTooDeep(document.record.attributes)) return refused(`attributes are nested deeper than ${MOST_LEVELS} levels`);
  return undefined;
}

export function refused(reason: string): Rejected {
  return { kind: "rejected", retryable: false, reason };
}
