/**
 * What an answer of OpenSearch means, as two pure tables: for an item of a bulk, and for a whole call.
 * Statuses and types: https://docs.opensearch.org/latest/api-reference/document-apis/bulk/
 */
import type { ErrorCode } from "../../errors.ts";
import type { WriteOutcome } from "../../ports.ts";

/** One entry of a bulk's `items`, as far as we ask for it. */
export interface BulkItem {
  readonly status: number;
  readonly error?: ItemError;
}

interface ItemError {
  readonly type: string;
  readonly reason?: string;
  readonly caused_by?: ItemError;
}

const INDEXED: WriteOutcome = { kind: "indexed" };
const DUPLICATE: WriteOutcome = { kind: "duplicate" };

/** 4xx by type that are the store's state, not the record's fault. */
const PASSING_TYPES: ReadonlySet<string> = new Set([
  // The index was dropped, or may not be made on demand: prepare makes it.
  "index_not_found_exception",
  "index_closed_exception",
  // A full disk makes indices read-only (403), a cluster without a manager refuses all.
  "cluster_block_exception",
  "circuit_breaking_exception",
  "process_cluster_event_timeout_exception",
  // A permission is missing: no record is to blame, and it may be granted.
  "security_exception",
]);

export function outcomeOf(item: BulkItem): WriteOutcome {
  const { status, error } = item;
  if (status < 300) return INDEXED;
  if (status === 409) return DUPLICATE;
  return { kind: "rejected", retryable: isPassing(status, error), reason: reasonOf(status, error) };
}

function isPassing(status: number, error: ItemError | undefined): boolean {
  if (status === 429 || status >= 500) return true;
  if (status === 401 || status === 403) return true;
  return error !== undefined && (PASSING_TYPES.has(error.type) || isShardLimit(error));
}

/** `this action would add [2] total shards, but this cluster currently has [999]/[1000] maximum shards open`, 3.x: `LOCAL_ONLY shards`. */
function isShardLimit({ type, reason }: ItemError): boolean {
  return type === "validation_exception" && reason !== undefined && /maximum (\w+ )?shards open/.test(reason);
}

/** `mapper_parsing_exception: failed to parse field [event.ingested] …: illegal_argument_exception: …` */
function reasonOf(status: number, error: ItemError | undefined): string {
  if (!error) return `status ${status}`;
  const own = error.reason ? `${error.type}: ${error.reason}` : error.type;
  const cause = error.caused_by ? `; ${reasonOf(status, error.caused_by)}` : "";
  return (own + cause).slice(0, 1_000);
}

/** What became of a whole call. No status: no answer came. */
export interface CallFailure {
  readonly status?: number;
  /** `error.type` of the answer, or the client's name for the failure. */
  readonly type?: string;
}

const CODE_BY_TYPE: Readonly<Record<string, ErrorCode>> = {
  // Status 503, yet the same question has the same answer.
  too_many_buckets_exception: "refused",
  too_many_clauses: "refused",
  cluster_block_exception: "unavailable",
  // The AWS SDK found no credentials, or could not get them.
  CredentialsProviderError: "denied",
};

export function callCodeOf({ status, type }: CallFailure): ErrorCode {
  const typed = type === undefined ? undefined : CODE_BY_TYPE[type];
  if (typed) return typed;
  if (status === undefined || status === 408 || status === 429 || status >= 500) return "unavailable";
  if (status === 401 || status === 403) return "denied";
  if (status === 404) return "not-found";
  if (status === 409) return "conflict";
  return "refused";
}
