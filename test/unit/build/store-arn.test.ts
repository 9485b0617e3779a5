import { expect, it } from "vitest";
import { storeArn } from "../../../infra/build/store-arn.ts";

it.each([
  [
    "https://search-my-logs-3x4mpl3.eu-west-1.es.amazonaws.com",
    "arn:aws:es:eu-west-1:*:domain/my-logs/*",
    "a public domain, its name with a hyphen",
  ],
  ["https://vpc-logs-3x4mpl3.us-east-1.es.amazonaws.com/", "arn:aws:es:us-east-1:*:domain/logs/*", "a domain in a VPC"],
  ["https://search-logs-3x4mpl3.aos.us-east-1.on.aws", "arn:aws:es:us-east-1:*:domain/logs/*", "a dual-stack endpoint"],
  [
    "https://search-logs-3x4mpl3.us-gov-west-1.es.amazonaws.com",
    "arn:aws-us-gov:es:us-gov-west-1:*:domain/logs/*",
    "a domain in GovCloud",
  ],
  [
    "https://abc123def456.eu-central-1.aoss.amazonaws.com",
    "arn:aws:aoss:eu-central-1:*:collection/abc123def456",
    "a Serverless collection",
  ],
])("%s may be called as %s: %s", (url, arn) => {
  expect(storeArn(url)).toBe(arn);
});

it.each([
  ["http://localhost:9200", "no AWS at all"],
  ["https://logs.example.com", "a custom endpoint"],
  ["https://search-logs-abc.eu-west-1.es.amazonaws.com.evil.example", "a look-alike"],
  ["", "no store given yet"],
])("%s names no resource: %s", (url) => {
  expect(storeArn(url)).toBeUndefined();
});
