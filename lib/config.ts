/**
 * Environment and sluice.yml become one frozen Config, checked at start: every problem is told at once, with the key,
 * what stands there and what belongs there. Functions and the CLI read it and build what they need from it.
 */
import { readFile } from "node:fs/promises";
import * as v from "valibot";
import { parseDocument } from "yaml";
import { RouteTargetText, withoutPassword } from "./config/alert-route.ts";
import { Settings } from "./config/settings.ts";
import { SluiceError } from "./errors.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Config extends Settings {
  /** `https://…`, `http://localhost:9200`, `sqlite:PATH` */
  readonly storeUrl: string;
  /** Of a store on AWS: what requests are signed for. Needed only where its address is a custom one. */
  readonly storeArn: string | undefined;
  /** `s3://bucket/prefix`, `folder:PATH` */
  readonly objectsUrl: string;
  /** `https://sqs…`, `memory:` */
  readonly queueUrl: string;
  /** A FIFO queue of its own that wakes the scan: `https://sqs….fifo`, `memory:wake` */
  readonly wakeQueueUrl: string;
  /** Where the alerts of the default route go: the ARN of an SNS topic, `mailbox:PATH`, `smtp://…`, `eventbridge:BUS` */
  readonly topicArn: string;
  /** Comma-separated tokens or USER:PASSWORD pairs; `secret:NAME` names a secret in AWS Secrets Manager that holds them. */
  readonly ingestTokens: string;
  /** True only where `sluice start` listens on loopback without tokens: the endpoint is open. */
  readonly anonymous: boolean;
  readonly awsRegion: string;
  /** Stands in for AWS: an emulator's address. */
  readonly awsEndpointUrl: string | undefined;
  /** The time that stands for now, if SLUICE_NOW gives one. */
  readonly nowMs: () => number;
}

const urlLike = (forms: RegExp, expected: string) => v.pipe(v.string(), v.regex(forms, expected));

const EnvironmentSchema = v.object({
  STORE_URL: v.optional(
    urlLike(/^(https?:\/\/[^/]|sqlite:.)/, "https://…, http://localhost:9200 or sqlite:PATH"),
    "sqlite:.sluice/logs.db",
  ),
  STORE_ARN: v.optional(urlLike(/^arn:[^:]+:(es|aoss):[^:]+:/, "arn:aws:es:REGION:… or arn:aws:aoss:REGION:…")),
  OBJECTS_URL: v.optional(
    urlLike(/^(s3:\/\/[^/]|folder:.)/, "s3://bucket/prefix or folder:PATH"),
    "folder:.sluice/objects",
  ),
  QUEUE_URL: v.optional(urlLike(/^(https?:\/\/[^/]|memory:)/, "https://sqs… or memory:"), "memory:"),
  WAKE_QUEUE_URL: v.optional(
    urlLike(/^(https?:\/\/[^/].*\.fifo$|memory:)/, "https://sqs….fifo or memory:wake"),
    "memory:wake",
  ),
  TOPIC_ARN: v.optional(RouteTargetText, "mailbox:.sluice/mailbox"),
  INGEST_TOKENS: v.optional(v.string(), ""),
  SLUICE_ANONYMOUS: v.optional(v.picklist(["true", "false"], "true or false"), "false"),
  SLUICE_NOW: v.optional(
    v.pipe(
      v.string(),
      v.check((text) => !Number.isNaN(Date.parse(text)), "a time such as 2026-11-23T12:00:00Z"),
    ),
  ),
  PAGE_URL: v.optional(urlLike(/^https?:\/\/[^/]/, "an https:// address")),
  AWS_REGION: v.optional(v.string(), "us-east-1"),
  AWS_ENDPOINT_URL: v.optional(urlLike(/^https?:\/\/./, "http://localhost:4566")),
});

const CONFIG_VARIABLES: ReadonlySet<string> = new Set([...Object.keys(EnvironmentSchema.entries), "SLUICE_CONFIG"]);

/**
 * @param environment the process's environment
 * @param yaml text of sluice.yml, undefined if there is none
 * @throws SluiceError "config" with a line per problem
 */
export function parseConfig(environment: Environment, yaml?: string): Config {
  const problems: string[] = [];
  const env = v.safeParse(EnvironmentSchema, withoutEmpty(environment));
  if (!env.success) problems.push(...env.issues.map((issue) => describe(issue, "environment")));
  else if (env.output.WAKE_QUEUE_URL === env.output.QUEUE_URL) {
    problems.push(`WAKE_QUEUE_URL is ${JSON.stringify(env.output.QUEUE_URL)}, expected another queue than QUEUE_URL`);
  }

  let settings: Settings | undefined;
  const document = parseDocument(yaml ?? "", { prettyErrors: true });
  if (document.errors.length > 0) {
    problems.push(
      ...document.errors.map((error) => `sluice.yml: ${error.message.trim().split("\n", 1)[0]?.replace(/:$/, "")}`),
    );
  } else {
    const parsed = v.safeParse(Settings, document.toJS() ?? {});
    if (parsed.success) settings = parsed.output;
    else problems.push(...parsed.issues.flatMap(innermost).map((issue) => describe(issue, "sluice.yml")));
  }

  if (!env.success || !settings || problems.length > 0) {
    throw new SluiceError(
      "config",
      `The configuration has ${count(problems.length, "problem")}:\n${problems.map((p) => `  ${p}`).join("\n")}`,
    );
  }
  const fixedNow = env.output.SLUICE_NOW === undefined ? undefined : Date.parse(env.output.SLUICE_NOW);
  return deepFreeze({
    ...settings,
    page: { ...settings.page, url: settings.page.url ?? env.output.PAGE_URL },
    storeUrl: env.output.STORE_URL,
    storeArn: env.output.STORE_ARN,
    objectsUrl: env.output.OBJECTS_URL,
    queueUrl: env.output.QUEUE_URL,
    wakeQueueUrl: env.output.WAKE_QUEUE_URL,
    topicArn: env.output.TOPIC_ARN,
    ingestTokens: env.output.INGEST_TOKENS,
    anonymous: env.output.SLUICE_ANONYMOUS === "true",
    awsRegion: env.output.AWS_REGION,
    awsEndpointUrl: env.output.AWS_ENDPOINT_URL,
    nowMs: fixedNow === undefined ? Date.now : () => fixedNow,
  });
}

/** Reads the file that SLUICE_CONFIG names; without that, sluice.yml in the working directory, if it is there. */
export async function loadConfig(environment: Environment): Promise<Config> {
  const named = environment["SLUICE_CONFIG"];
  const path = named || "sluice.yml";
  let yaml: string | undefined;
  try {
    yaml = await readFile(path, "utf8");
  } catch (cause) {
    if (named) throw new SluiceError("config", `SLUICE_CONFIG names ${path}, which cannot be read`, { cause });
  }
  return parseConfig(environment, yaml);
}

let current: { key: string; config: Config } | undefined;

/** The process's own Config, read again only if its environment changed. */
export async function processConfig(): Promise<Config> {
  const key = JSON.stringify(Object.entries(process.env).filter(([name]) => CONFIG_VARIABLES.has(name)));
  if (current?.key !== key) current = { key, config: await loadConfig(process.env) };
  return current.config;
}

/** An empty variable counts as none: CloudFormation and shells cannot leave one out. */
function withoutEmpty(environment: Environment): Environment {
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value !== ""));
}

/** Where one form of several was begun (a list, an object), what is wrong inside it says more than that it is none of them. */
function innermost(issue: v.BaseIssue<unknown>): v.BaseIssue<unknown>[] {
  // To a form that is an object, a list has the keys 0, 1, 2 ….
  const isBeside = (inner: v.BaseIssue<unknown>) => Array.isArray(issue.input) && isUnknownKey(inner);
  const inside =
    issue.type === "union"
      ? (issue.issues ?? []).filter((inner) => inner.path && !(inner.path.length === 1 && isBeside(inner)))
      : [];
  if (inside.length === 0) return [issue];
  return inside.map((inner) => ({ ...inner, path: joined(issue.path, inner.path) }));
}

function joined(outer: Path, inner: Path): Path {
  const [first, ...rest] = [...(outer ?? []), ...(inner ?? [])];
  return first && [first, ...rest];
}

type Path = v.BaseIssue<unknown>["path"];

function describe(issue: v.BaseIssue<unknown>, source: string): string {
  const path = v.getDotPath(issue);
  const key = source === "environment" ? (path ?? "") : `${source}: ${path ?? "the file"}`;
  if (isUnknownKey(issue)) return `${key} is not a key that Sluice knows`;
  const shown = /TOKEN|SECRET|PASSWORD/.test(key)
    ? "(hidden)"
    : withoutPassword(JSON.stringify(issue.input) ?? "nothing");
  if (isMissingKey(issue)) return `${key} is nothing, expected a value`;
  // Where a schema has no words of its own, Valibot's begin so; what it expects is shorter.
  const isOwn = issue.kind === "validation" || !issue.message.startsWith("Invalid ");
  const expected = isOwn ? issue.message : (issue.expected ?? issue.message);
  return `${key} is ${shown}, expected ${expected}`;
}

function isUnknownKey({ type, expected }: v.BaseIssue<unknown>): boolean {
  return type === "strict_object" && expected === "never";
}

function isMissingKey({ type, input }: v.BaseIssue<unknown>): boolean {
  return type === "strict_object" && input === undefined;
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}

function deepFreeze<T extends object>(value: T): T {
  for (const inner of Object.values(value)) {
    if (typeof inner === "object" && inner !== null) deepFreeze(inner);
  }
  return Object.freeze(value);
}
