import { expect, test } from "vitest";
import { parseConfig } from "../../lib/config.ts";

const problemsOf = (environment: Record<string, string>, yaml?: string): string => {
  try {
    parseConfig(environment, yaml);
  } catch (error) {
    expect(error).toMatchObject({ code: "config", retryable: false });
    return String(error);
  }
  return expect.unreachable("no problem was found");
};

test("without any setting Sluice runs on embedded stores under .sluice", () => {
  expect(parseConfig({})).toMatchObject({
    storeUrl: "sqlite:.sluice/logs.db",
    objectsUrl: "folder:.sluice/objects",
    queueUrl: "memory:",
    wakeQueueUrl: "memory:wake",
    topicArn: "mailbox:.sluice/mailbox",
    anonymous: false,
    index: { prefix: "app-logs", granularity: "day", retentionDays: 30 },
    forecast: { alpha: 0.3, timeZone: "UTC", holidays: [] },
    datasets: [],
  });
});

test("compressed bytes are bounded without any setting, and a setting changes one bound alone", () => {
  const limits = { plainGibibytes: 64, ratio: 800, snappyMebibytes: 32 };
  expect(parseConfig({}).limits).toEqual(limits);
  expect(parseConfig({}, "limits: {ratio: 1000}").limits).toEqual({ ...limits, ratio: 1000 });
  expect(problemsOf({}, "limits: {ratio: 0}")).toContain(
    "sluice.yml: limits.ratio is 0, expected a whole number from 1",
  );
});

test("the configuration is frozen to its depth", () => {
  const config = parseConfig({}, "datasets: [{match: '*'}]");
  for (const part of [config, config.index, config.datasets, config.datasets[0]])
    expect(Object.isFrozen(part)).toBe(true);
});

test("an empty variable counts as none", () => {
  expect(parseConfig({ STORE_URL: "", AWS_ENDPOINT_URL: "" })).toMatchObject({
    storeUrl: "sqlite:.sluice/logs.db",
    awsEndpointUrl: undefined,
  });
});

test("SLUICE_NOW stands for now", () => {
  expect(parseConfig({ SLUICE_NOW: "2026-11-23T12:00:00Z" }).nowMs()).toBe(Date.parse("2026-11-23T12:00:00Z"));
});

test("all problems are told at once: the key, what it is, what belongs there", () => {
  const told = problemsOf(
    { STORE_URL: "ftp://x", QUEUE_URL: "queue" },
    "datasets:\n  - match: a\n    timeZone: Mars/Olympus\nforecast: {alpha: 2}\nretention: 5\n",
  );
  expect(told).toContain("5 problems");
  expect(told).toContain('STORE_URL is "ftp://x", expected https://…, http://localhost:9200 or sqlite:PATH');
  expect(told).toContain('QUEUE_URL is "queue", expected https://sqs… or memory:');
  expect(told).toContain('sluice.yml: datasets.0.timeZone is "Mars/Olympus", expected an IANA time zone');
  expect(told).toContain("sluice.yml: forecast.alpha is 2, expected a number above 0, at most 1");
  expect(told).toContain("sluice.yml: retention is not a key that Sluice knows");
});

test("a value of another type and a missing key say what belongs there", () => {
  const told = problemsOf({}, "index: {retentionDays: soon}\ndatasets: [{name: x}]");
  expect(told).toContain('sluice.yml: index.retentionDays is "soon", expected number');
  expect(told).toContain("sluice.yml: datasets.0.match is nothing, expected");
});

test("a file that is no YAML says where", () => {
  expect(problemsOf({}, "datasets: [\n")).toMatch(/sluice\.yml: .*line 2/);
});

test("a file that is only comments, or empty, is no problem", () => {
  for (const yaml of ["", "# nothing\n"]) expect(parseConfig({}, yaml).index.prefix).toBe("app-logs");
});

test("rules and patterns are checked at start, all at once", () => {
  const told = problemsOf(
    {},
    `
datasets:
  - match: a
    drop: [{}]
    sample: [{ rate: 2 }]
    enrich: { message: x }
    colour: red
redact:
  detectors: [credentials, passwords]
  patterns:
    - { name: A B, pattern: x }
    - { name: b, pattern: "(?=x)y" }
    - { name: c, pattern: "x*" }
`,
  );
  expect(told).toContain("8 problems");
  expect(told).toContain("datasets.0.drop.0 is {}, expected one field at least");
  expect(told).toContain("datasets.0.sample.0.rate is 2, expected a number from 0 to 1");
  expect(told).toContain('enrich.message is "message", expected a field that Sluice does not give itself');
  expect(told).toContain("datasets.0.colour is not a key that Sluice knows");
  expect(told).toContain('redact.detectors.1 is "passwords", expected ("credentials" | "pii" | "email"');
  expect(told).toContain('redact.patterns.0.name is "A B", expected lower-case letters');
  expect(told).toContain('redact.patterns.1.pattern is "(?=x)y", expected a pattern in RE2\'s syntax');
  expect(told).toContain('redact.patterns.2.pattern is "x*", expected a pattern that does not match the empty text');
});

test("mails link to the page where the environment says that it is, unless sluice.yml says that people open it elsewhere", () => {
  const environment = { PAGE_URL: "http://127.0.0.1:8080" };
  expect(parseConfig({}).page.url).toBeUndefined();
  expect(parseConfig(environment).page.url).toBe("http://127.0.0.1:8080");
  expect(parseConfig(environment, "page: { url: https://logs.example.com }").page.url).toBe("https://logs.example.com");
});

test("the wake queue is a FIFO queue, and not the one that objects are told of by", () => {
  const standard = "https://sqs.eu-west-1.amazonaws.com/123456789012/wake";
  expect(problemsOf({ WAKE_QUEUE_URL: standard })).toContain("expected https://sqs….fifo or memory:wake");
  expect(parseConfig({ WAKE_QUEUE_URL: `${standard}.fifo` }).wakeQueueUrl).toBe(`${standard}.fifo`);
  expect(problemsOf({ WAKE_QUEUE_URL: "memory:" })).toContain('WAKE_QUEUE_URL is "memory:", expected another queue');
});
