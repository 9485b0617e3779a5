import { describe, expect, it } from "vitest";
import { type BulkItem, callCodeOf, outcomeOf } from "../../../../lib/adapters/opensearch/outcome.ts";

/** Answers of real servers, 2.x and 3.x, shortened. */
const RETRYABLE: Readonly<Record<string, BulkItem>> = {
  "a full queue": {
    status: 429,
    error: { type: "rejected_execution_exception", reason: "rejected execution of coordinating operation" },
  },
  "a shard without a primary": {
    status: 503,
    error: { type: "unavailable_shards_exception", reason: "[app-logs-2026.11.23][0] primary shard is not active" },
  },
  "a fault of the server": { status: 500, error: { type: "translog_exception" } },
  "an index made read-only by a full disk": {
    status: 403,
    error: {
      type: "cluster_block_exception",
      reason: "index [app-logs-2026.11.23] blocked by: [FORBIDDEN/12/index read-only / allow delete (api)];",
    },
  },
  "no more shards (2.x)": {
    status: 400,
    error: {
      type: "validation_exception",
      reason:
        "Validation Failed: 1: this action would add [2] total shards, but this cluster currently has [1000]/[1000] maximum shards open;",
    },
  },
  "no more shards (3.x)": {
    status: 400,
    error: {
      type: "validation_exception",
      reason:
        "Validation Failed: 1: this action would add [3] total LOCAL_ONLY shards, but this cluster currently has [0]/[1] maximum LOCAL_ONLY shards open;",
    },
  },
  "an index that is gone, where none is made on demand": {
    status: 404,
    error: { type: "index_not_found_exception", reason: "no such index [app-logs-2026.11.23]" },
  },
  "a closed index": { status: 400, error: { type: "index_closed_exception", reason: "closed" } },
  "a permission that is missing": {
    status: 403,
    error: { type: "security_exception", reason: "no permissions for [indices:data/write/bulk[s]]" },
  },
};

const FINAL: Readonly<Record<string, BulkItem>> = {
  "a field that cannot be parsed": {
    status: 400,
    error: { type: "mapper_parsing_exception", reason: "failed to parse field [event.ingested] of type [date]" },
  },
  "a term that is too long": {
    status: 400,
    error: { type: "illegal_argument_exception", reason: 'immense term in field="attributes._value"' },
  },
  "another validation": { status: 400, error: { type: "validation_exception", reason: "Validation Failed: 1: no" } },
  "a status that says no more": { status: 400 },
};

describe("The outcome of a bulk's item", () => {
  it("is indexed when it was created, duplicate when the id was there", () => {
    expect(outcomeOf({ status: 201 })).toEqual({ kind: "indexed" });
    expect(outcomeOf({ status: 409, error: { type: "version_conflict_engine_exception" } })).toEqual({
      kind: "duplicate",
    });
  });

  it.each(Object.entries(RETRYABLE))("may be tried again: %s", (_, item) => {
    expect(outcomeOf(item)).toMatchObject({ kind: "rejected", retryable: true });
  });

  it.each(Object.entries(FINAL))("is final: %s", (_, item) => {
    expect(outcomeOf(item)).toMatchObject({ kind: "rejected", retryable: false });
  });

  it("gives the reason with its causes, at a bounded length", () => {
    const error = {
      type: "mapper_parsing_exception",
      reason: "failed to parse field [event.ingested]",
      caused_by: { type: "illegal_argument_exception", reason: "x".repeat(5_000) },
    };

    const outcome = outcomeOf({ status: 400, error });

    const reason = outcome.kind === "rejected" ? outcome.reason : "";
    expect(reason).toMatch(/^mapper_parsing_exception: failed to parse field \[event.ingested\]; illegal_argument/);
    expect(reason).toHaveLength(1_000);
  });
});

describe("The code of a failed call", () => {
  it.each([
    ["no answer", {}, "unavailable"],
    ["no answer in time", { type: "TimeoutError" }, "unavailable"],
    ["no AWS credentials", { type: "CredentialsProviderError" }, "denied"],
    ["too many requests", { status: 429 }, "unavailable"],
    ["a gateway's error", { status: 502 }, "unavailable"],
    ["a gateway's timeout", { status: 504 }, "unavailable"],
    ["an overloaded server", { status: 503, type: "search_phase_execution_exception" }, "unavailable"],
    ["a cluster that blocks writes", { status: 403, type: "cluster_block_exception" }, "unavailable"],
    ["bad credentials", { status: 401 }, "denied"],
    ["no permission", { status: 403, type: "security_exception" }, "denied"],
    ["an index that is not there", { status: 404 }, "not-found"],
    ["a question it does not take", { status: 400, type: "parsing_exception" }, "refused"],
    ["a request that is too large", { status: 413 }, "refused"],
    ["more buckets than it gives", { status: 503, type: "too_many_buckets_exception" }, "refused"],
  ] as const)("for %s", (_, failure, code) => {
    expect(callCodeOf(failure)).toBe(code);
  });
});
