import { expect, onTestFinished, test } from "vitest";
import { openOpenSearchStore } from "../../../../lib/adapters/opensearch/store.ts";
import { startAnswering } from "../../../support/answering.ts";

const index = { prefix: "app", granularity: "day", shards: 1, replicas: 0 } as const;
const json = { "content-type": "application/json" };
const document = { id: "1", timestampMs: Date.parse("2026-11-23T10:00:00Z"), isError: false, json: "{}" };

test("a server that refuses the index template refuses the settings, not the records", async () => {
  const refusal = { error: { type: "illegal_argument_exception", reason: "index template [app] has equal priority" } };
  const { endpointUrl } = await startAnswering(
    { status: 404, headers: json, body: "{}" },
    { status: 400, headers: json, body: JSON.stringify(refusal) },
  );
  const store = await openOpenSearchStore({ url: endpointUrl, arn: undefined, index });
  onTestFinished(() => store.close());
  await expect(store.write([document])).rejects.toMatchObject({ code: "config", retryable: false });
});

test("OpenSearch Serverless cannot be told to show what was written, and is not asked", async () => {
  const { endpointUrl, requests } = await startAnswering({ status: 404 });
  const arn = "arn:aws:aoss:eu-west-1:123456789012:collection/abc";
  const store = await openOpenSearchStore({ url: endpointUrl, arn, index });
  onTestFinished(() => store.close());

  expect(await store.refresh()).toBe(false);

  expect(requests).toEqual([]);
});

test("a role that may not refresh reads what shows by itself, later", async () => {
  const denial = { error: { type: "security_exception", reason: "no permissions for [indices:admin/refresh]" } };
  const { endpointUrl } = await startAnswering({ status: 403, headers: json, body: JSON.stringify(denial) });
  const store = await openOpenSearchStore({ url: endpointUrl, arn: undefined, index });
  onTestFinished(() => store.close());

  expect(await store.refresh()).toBe(false);
});
