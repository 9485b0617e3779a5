import { expect, it } from "vitest";
import { awsStoreAt, awsStoreNamed } from "../../../../lib/adapters/opensearch/aws-store.ts";

const storeArn = (url: string) => awsStoreAt(URL.parse(url)?.hostname ?? "")?.arn;

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
    "https://search-logs-3x4mpl3.cn-north-1.es.amazonaws.com.cn",
    "arn:aws-cn:es:cn-north-1:*:domain/logs/*",
    "a domain in China",
  ],
  [
    "https://abc123def456.aoss.eu-central-1.on.aws",
    "arn:aws:aoss:eu-central-1:*:collection/abc123def456",
    "a dual-stack collection",
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

it.each([
  ["search-logs-abc.eu-central-1.es.amazonaws.com", "es", "eu-central-1"],
  ["vpc-logs-abc.cn-north-1.es.amazonaws.com.cn", "es", "cn-north-1"],
  ["search-logs-abc.aos.us-east-2.on.aws", "es", "us-east-2"],
  ["abc123.us-east-1.aoss.amazonaws.com", "aoss", "us-east-1"],
])("requests to %s are signed for %s in %s, wherever the function runs", (host, service, region) => {
  expect(awsStoreAt(host)).toMatchObject({ service, region });
});

it.each(["localhost", "opensearch.example.com", "es.amazonaws.com.example.com"])(
  "requests to %s are not signed",
  (host) => {
    expect(awsStoreAt(host)).toBeUndefined();
  },
);

it("a custom endpoint is signed for as its ARN says", () => {
  expect(awsStoreNamed("arn:aws:es:eu-west-1:*:domain/logs/*")).toEqual({ service: "es", region: "eu-west-1" });
  expect(awsStoreNamed("arn:aws:s3:::bucket")).toBeUndefined();
});
