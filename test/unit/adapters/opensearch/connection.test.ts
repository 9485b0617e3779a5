import { expect, it } from "vitest";
import { signedServiceOf } from "../../../../lib/adapters/opensearch/connection.ts";

it.each([
  ["search-logs-abc.eu-central-1.es.amazonaws.com", "es"],
  ["vpc-logs-abc.cn-north-1.es.amazonaws.com.cn", "es"],
  ["abc123.us-east-1.aoss.amazonaws.com", "aoss"],
  ["localhost", undefined],
  ["opensearch.example.com", undefined],
  ["es.amazonaws.com.example.com", undefined],
])("Requests to %s are signed for %s", (hostname, service) => {
  expect(signedServiceOf(hostname)).toBe(service);
});
