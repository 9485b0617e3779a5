import { expect, onTestFinished, test } from "vitest";
import { openOpenSearchStore } from "../../../../lib/adapters/opensearch/store.ts";
import { startAnswering } from "../../../support/answering.ts";

const document = { id: "1", timestampMs: Date.parse("2026-11-23T10:00:00Z"), isError: false, json: "{}" };

test("a server that refuses the index template refuses the settings, not the records", async () => {
  const refusal = { error: { type: "illegal_argument_exception", reason: "index template [app] has equal priority" } };
  const headers = { "content-type": "application/json" };
  const { endpointUrl } = await startAnswering(
    { status: 404, headers, body: "{}" },
    { status: 400, headers, body: JSON.stringify(refusal) },
  );
  const index = { prefix: "app", granularity: "day", shards: 1, replicas: 0 } as const;
  const store = await openOpenSearchStore({ url: endpointUrl, arn: undefined, index });
  onTestFinished(() => store.close());
  await expect(store.write([document])).rejects.toMatchObject({ code: "config", retryable: false });
});
