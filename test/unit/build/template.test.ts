/** The template as `serverless package` makes it: offline, without an account, with nothing said but where the store is. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { beforeAll, expect, it } from "vitest";
import { comeBackSeconds } from "../../../lib/ingest/retry.ts";
import { SPOOL_PREFIX } from "../../../lib/ingest/spool/put.ts";
import { WAKE_DELAY_SECONDS } from "../../../lib/ingest/wake.ts";
import { serverless } from "../../support/ministack/framework.ts";

interface Resource {
  readonly Type: string;
  readonly DeletionPolicy?: string;
  readonly Condition?: string;
  // Whatever CloudFormation has: each test names what it looks at.
  // biome-ignore lint/suspicious/noExplicitAny: a template has no type of its own
  readonly Properties: Readonly<Record<string, any>>;
}

interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Parameters: Readonly<Record<string, { readonly Default: string | number }>>;
  readonly Conditions: Readonly<Record<string, unknown>>;
}

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
}

/** Nobody's account, nowhere to reach it: the framework must not try. */
const OFFLINE = { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "", AWS_ENDPOINT_URL: "http://127.0.0.1:1" };
const DOMAIN = "https://search-my-logs-3x4mpl3.eu-west-1.es.amazonaws.com";
const TIMEOUT_MS = 60_000;
const NAME_OF_SCAN_ERRORS = { "Fn::GetAtt": ["ScanErrorsLambdaFunction", "Arn"] };

let template: Template;

beforeAll(async () => {
  template = await packageWith("--param", `storeUrl=${DOMAIN}`);
}, TIMEOUT_MS);

it("runs each function on Node 24 and Arm, under a role of its own", () => {
  const functions = ofType("AWS::Lambda::Function");
  expect(functions.map(({ Properties }) => Properties["FunctionName"]).sort()).toEqual([
    "sluice-dev-dashboard",
    "sluice-dev-forecast",
    "sluice-dev-ingest-http",
    "sluice-dev-ingest-logs",
    "sluice-dev-ingest-object",
    "sluice-dev-maintain",
    "sluice-dev-scan-errors",
  ]);
  for (const { Properties } of functions) {
    expect(Properties).toMatchObject({ Runtime: "nodejs24.x", Architectures: ["arm64"], Handler: "index.handler" });
  }
  const roles = functions.map(({ Properties }) => JSON.stringify(Properties["Role"]));
  expect(new Set(roles).size).toBe(functions.length);
});

it("allows no function everything, nor anything on everything", () => {
  const statements = [
    ...ofType("AWS::IAM::Role").flatMap(({ Properties }) => Properties["Policies"] ?? []),
    ...policies(),
  ]
    .flatMap(({ PolicyDocument }): Statement[] => PolicyDocument.Statement)
    .filter(({ Effect }) => Effect === "Allow");
  expect(statements.length).toBeGreaterThan(10);
  for (const { Action, Resource } of statements) {
    expect([Action].flat().filter((action) => action.endsWith("*"))).toEqual([]);
    expect([Resource].flat()).not.toContain("*");
  }
});

it("signs requests to the store that is given, and to no other", () => {
  expect(template.Parameters["StoreArn"]?.Default).toBe("arn:aws:es:eu-west-1:*:domain/my-logs/*");
  expect(policies().length).toBe(2);
  for (const { PolicyDocument } of policies()) {
    expect(PolicyDocument.Statement.map(({ Resource }: Statement) => Resource)).toEqual([{ Ref: "StoreArn" }]);
  }
});

it("keeps the bucket private, encrypted, and there when the stack goes", () => {
  const bucket = resource("Bucket");
  expect(bucket.DeletionPolicy).toBe("Retain");
  expect(Object.values(bucket.Properties["PublicAccessBlockConfiguration"])).toEqual([true, true, true, true]);
  expect(JSON.stringify(bucket.Properties["BucketEncryption"])).toContain("AES256");
});

it("hides a message six times as long as its function may run, and sets it aside after a day of failures, however soon each comes", () => {
  const { VisibilityTimeout, RedrivePolicy } = resource("Queue").Properties;
  expect(VisibilityTimeout).toBeGreaterThanOrEqual(6 * resource("IngestObjectLambdaFunction").Properties["Timeout"]);
  const shortest = Array.from({ length: RedrivePolicy.maxReceiveCount }, (_, n) => comeBackSeconds(n + 1, 0));
  expect(shortest.reduce((sum, seconds) => sum + seconds)).toBeGreaterThanOrEqual(24 * 3600);
});

it("hears of the shippers' objects and of the spool's, and never lets the spool's expire", () => {
  const { NotificationConfiguration, LifecycleConfiguration } = resource("Bucket").Properties;
  const heard = NotificationConfiguration.QueueConfigurations.map(
    // biome-ignore lint/suspicious/noExplicitAny: as above
    ({ Filter }: any) => Filter.S3Key.Rules[0].Value,
  );
  expect(heard).toEqual(["logs/", SPOOL_PREFIX]);
  expect(JSON.stringify(LifecycleConfiguration)).not.toContain(SPOOL_PREFIX);
});

it("holds wake messages back for as long as ingest counts on, one scan at a time, and lets what is stale expire", () => {
  const { DelaySeconds, FifoQueue, VisibilityTimeout, MessageRetentionPeriod } = resource("WakeQueue").Properties;
  expect({ DelaySeconds, FifoQueue }).toEqual({ DelaySeconds: WAKE_DELAY_SECONDS, FifoQueue: true });
  expect(VisibilityTimeout).toBeGreaterThanOrEqual(6 * resource("ScanErrorsLambdaFunction").Properties["Timeout"]);
  expect(MessageRetentionPeriod).toBeLessThanOrEqual(600);
  expect(sourceOf("WakeQueue").Properties).toMatchObject({ BatchSize: 10, FunctionName: NAME_OF_SCAN_ERRORS });
});

it("answers for each message of a batch on its own", () => {
  expect(sourceOf("Queue").Properties).toMatchObject({
    FunctionResponseTypes: ["ReportBatchItemFailures"],
    ScalingConfig: { MaximumConcurrency: 10 },
  });
});

it("tells on the alerts' topic of every function that fails or is not let run", () => {
  const alarms = ofType("AWS::CloudWatch::Alarm");
  const functions = Object.entries(template.Resources).filter(([, { Type }]) => Type === "AWS::Lambda::Function");
  for (const metric of ["Errors", "Throttles"]) {
    const watched = alarms.filter(({ Properties }) => Properties["MetricName"] === metric);
    expect(watched.map(({ Properties }) => Properties["Dimensions"][0].Value.Ref).sort()).toEqual(
      functions.map(([name]) => name).sort(),
    );
  }
  for (const { Properties } of alarms) expect(Properties["AlarmActions"]).toEqual([{ Ref: "Topic" }]);
});

it("has every alarm on AWS, and leaves out only what an emulator cannot compute", () => {
  const conditional = Object.entries(template.Resources).filter(
    ([, { Type, Condition }]) => Type === "AWS::CloudWatch::Alarm" && Condition,
  );
  expect(conditional).toMatchObject([["QuarantineRateAlarm", { Condition: "IsOnAws" }]]);
  expect(template.Conditions["IsOnAws"]).toEqual({ "Fn::Equals": [{ Ref: "AwsEndpointUrl" }, ""] });
  expect(template.Parameters["AwsEndpointUrl"]?.Default).toBe(OFFLINE.AWS_ENDPOINT_URL);
});

it("is packaged without a store as well, and grants access to none then", { timeout: TIMEOUT_MS }, async () => {
  const without = await packageWith();
  expect(without.Parameters["StoreArn"]?.Default).toBe("");
});

it("is not deployed without a store, and says what to do", { timeout: TIMEOUT_MS }, async () => {
  await expect(serverless(OFFLINE, "deploy")).rejects.toThrow(/No store is given.*--param="storeUrl=https:/s);
});

it("is not deployed without somebody to tell, or into a VPC that it cannot reach", {
  timeout: TIMEOUT_MS,
}, async () => {
  const deploy = (url: string, ...more: string[]) =>
    serverless(OFFLINE, "deploy", "--param", `storeUrl=${url}`, ...more);
  await expect(deploy(DOMAIN)).rejects.toThrow(/Nobody is named for the alerts.*alertEmail=none/s);
  const inVpc = "https://vpc-logs-3x4mpl3.eu-west-1.es.amazonaws.com";
  await expect(deploy(inVpc, "--param", "alertEmail=none")).rejects.toThrow(/can be reached from its VPC only/);
});

it("does not repeat a scheduled run that failed: the next minute does it better", () => {
  expect(retriesOf("ScanErrors")).toMatchObject({ MaximumRetryAttempts: 0 });
  expect(retriesOf("Forecast")).toMatchObject({ MaximumRetryAttempts: 0 });
});

it("hands events of CloudWatch Logs that could not be taken to the queue", () => {
  expect(retriesOf("IngestLogs")).toMatchObject({
    MaximumRetryAttempts: 2,
    MaximumEventAgeInSeconds: 21_600,
    DestinationConfig: { OnFailure: { Destination: { "Fn::GetAtt": ["Queue", "Arn"] } } },
  });
});

it("subscribes to the log groups that are named, each allowed on its own, and to none by default", {
  timeout: TIMEOUT_MS,
}, async () => {
  expect(ofType("AWS::Logs::SubscriptionFilter")).toEqual([]);
  const { Resources } = await packageWith("--param", "logGroups=/aws/lambda/checkout, /ecs/cart");
  const of = (type: string) => Object.values(Resources).filter(({ Type }) => Type === type);
  const filters = of("AWS::Logs::SubscriptionFilter");
  expect(filters.map(({ Properties }) => Properties["LogGroupName"])).toEqual(["/aws/lambda/checkout", "/ecs/cart"]);
  for (const { Properties } of filters) {
    expect(Properties["DestinationArn"]).toEqual({ "Fn::GetAtt": ["IngestLogsLambdaFunction", "Arn"] });
  }
  const callers = of("AWS::Lambda::Permission").map(({ Properties }) => Properties);
  const allowed = callers.filter(({ Principal }) => Principal === "logs.amazonaws.com");
  expect(allowed.map(({ SourceArn }) => SourceArn["Fn::Join"][1].slice(-2))).toEqual([
    ["/aws/lambda/checkout", "*"],
    ["/ecs/cart", "*"],
  ]);
});

it("does not read what Sluice itself writes, without an end", { timeout: TIMEOUT_MS }, async () => {
  const own = packageWith("--param", "logGroups=/aws/lambda/sluice-dev-ingest-logs");
  await expect(own).rejects.toThrow(/would read what it writes/);
});

async function packageWith(...args: string[]): Promise<Template> {
  const folder = await mkdtemp(join(tmpdir(), "sluice-package-"));
  try {
    await serverless(OFFLINE, "package", "--package", folder, ...args);
    return JSON.parse(await readFile(join(folder, "cloudformation-template-update-stack.json"), "utf8"));
  } finally {
    await rm(folder, { recursive: true });
  }
}

function retriesOf(name: string): Resource["Properties"] {
  return resource(`${name}LambdaEvConf`).Properties;
}

function resource(name: string): Resource {
  return template.Resources[name] ?? expect.fail(`The template has no ${name}`);
}

function sourceOf(queue: string): Resource {
  const from = { "Fn::GetAtt": [queue, "Arn"] };
  const sources = ofType("AWS::Lambda::EventSourceMapping");
  const found = sources.find(({ Properties }) => isDeepStrictEqual(Properties["EventSourceArn"], from));
  return found ?? expect.fail(`Nothing polls ${queue}`);
}

function ofType(type: string): Resource[] {
  return Object.values(template.Resources).filter(({ Type }) => Type === type);
}

function policies(): Resource["Properties"][] {
  return ofType("AWS::IAM::Policy").map(({ Properties }) => Properties);
}
