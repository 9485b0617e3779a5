/**
 * Sluice as its users deploy it: serverless.yml through the Serverless Framework onto (an emulated) AWS, which runs the
 * packaged bundles under their own roles; real captures of Fluentd in, the real OpenSearch behind, the alert's mail out.
 * One story, told in order: a step that fails leaves nothing to the next.
 */
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it, onTestFailed } from "vitest";
import { findPython } from "../../infra/build/python.ts";
import type { AlertSummary } from "../../lib/dashboard/answers.ts";
import type { LogRecord } from "../../lib/record.ts";
import { capturedObject, capturedRequests, expectedRecords } from "../support/captures.ts";
import { type Aws, awsClients, callApi } from "../support/ministack/clients.ts";
import { serverless, stackOutputs } from "../support/ministack/framework.ts";
import { type Ministack, startMinistack } from "../support/ministack/server.ts";
import { missingForOpenSearch, type OpenSearch, startOpenSearch } from "../support/opensearch/server.ts";

const missing = [
  await missingForOpenSearch(process.env),
  (await findPython())
    ? undefined
    : "The local AWS needs Python 3.10 or later with venv: install it (apt install python3-venv).",
].filter((sentence) => sentence !== undefined);
if (missing.length > 0) console.warn(`Skipped: Sluice deployed. ${missing.join(" ")}`);
/** In CI what is missing fails instead. */
const isSkipped = missing.length > 0 && process.env["CI"] !== "true";

/** The first time, a virtual environment is made and the jars are fetched. */
const SETUP_TIMEOUT_MS = 300_000;
const DEPLOY_TIMEOUT_MS = 120_000;
/** The schedule runs each minute from the deployment on, and the emulator looks at it every ten seconds. */
const ALERT_TIMEOUT_MS = 150_000;

const STAGE = ["--stage", "e2e"];

describe.skipIf(isSkipped)("Sluice deployed", () => {
  let aws: Ministack;
  let openSearch: OpenSearch;
  let clients: Aws;
  let outputs: Readonly<Record<string, string>> = {};
  let mailbox: string;
  let token: string;

  const output = (name: string) => outputs[name] ?? expect.fail(`The stack has no output ${name}`);
  const call = (request: Parameters<typeof callApi>[1]) => callApi(output("Endpoint"), request);
  const run = (...args: string[]) => serverless(aws.environment, ...args, ...STAGE);

  beforeAll(async () => {
    [aws, openSearch] = await Promise.all([startMinistack(), startOpenSearch()]);
    clients = awsClients(aws);
  }, SETUP_TIMEOUT_MS);

  afterAll(async () => {
    await Promise.all([aws?.stop(), openSearch?.stop()]);
  });

  it("needs no more than the store's address, and to know who is told, to be deployed", {
    timeout: DEPLOY_TIMEOUT_MS,
  }, async () => {
    tellWhatAwsSaid();
    await run("deploy", "--param", `storeUrl=${openSearch.url}`, "--param", "alertEmail=none");

    outputs = stackOutputs(await run("info", "--verbose"));
    token = await clients.secret(output("IngestTokensSecret"));
    mailbox = await clients.subscribeQueue(output("TopicArn"));
    // The bucket answers over TLS only, and the emulator speaks none.
    await clients.deleteBucketPolicy(output("BucketName"));
  });

  it("indexes each record of a Fluentd object once, though the object is written twice", async () => {
    tellWhatAwsSaid();
    const { key, bytes } = capturedObject("02-gzip-json");
    await clients.putObject(output("BucketName"), key, bytes);
    await clients.putObject(output("BucketName"), key, bytes);

    const origin = `s3://${output("BucketName")}/${key}`;
    const expected = expectedRecords("app").map(({ message }) => message);
    await until(async () => (await recordsOf(origin)).length >= expected.length);
    await until(async () => (await clients.queueLength(output("QueueUrl"))) === 0);
    const messages = (await recordsOf(origin)).map(({ message }) => message);
    expect(messages.sort()).toEqual(expected.sort());
  });

  it("takes a Fluentd request with the token, and each of its records is found", async () => {
    tellWhatAwsSaid();
    const [request] = capturedRequests("12-tag-in-path-all-sources").filter(({ path }) => path.endsWith("/app.java"));
    if (!request) return expect.fail("The capture has no request of app.java");
    const headers = { "content-type": request.headers["content-type"] ?? "", authorization: `Bearer ${token}` };
    const answer = await call({ ...request, headers });
    expect(answer).toMatchObject({ status: 200 });

    const expected = expectedRecords("java").map(({ first }) => first);
    await until(async () => (await recordsOf("http:app.java")).length >= expected.length);
    const firstLines = (await recordsOf("http:app.java")).map(({ message }) => message.split("\n", 1)[0]);
    expect(firstLines.sort()).toEqual(expected.sort());
  });

  it("takes nothing without a token", async () => {
    tellWhatAwsSaid();
    expect(await call({ method: "POST", path: "/ingest", body: Buffer.from('{"message":"no"}\n') })).toMatchObject({
      status: 401,
    });
  });

  it("mails the errors that it was sent", { timeout: ALERT_TIMEOUT_MS }, async () => {
    tellWhatAwsSaid();
    const mail = await clients.nextMail(mailbox);
    expect(mail.subject).toMatch(/^\[Sluice\] (FATAL|ERROR) /);
    const fatal = expectedRecords("app").filter(({ level }) => level === "FATAL");
    expect(fatal.some(({ message }) => mail.body.includes(String(message)))).toBe(true);
  });

  it("mails an error within 15 s of its arrival, because it came and not because a minute is over", async () => {
    tellWhatAwsSaid();
    const authorization = `Bearer ${token}`;
    const body = Buffer.from('{"level":"fatal","service":"disks","message":"the disk of the archive is full"}\n');
    const postedMs = performance.now();
    expect(await call({ method: "POST", path: "/ingest/disks", headers: { authorization }, body })).toMatchObject({
      status: 200,
    });

    let mail = await clients.nextMail(mailbox);
    while (!mail.body.includes("the disk of the archive")) mail = await clients.nextMail(mailbox);

    expect(performance.now() - postedMs).toBeLessThan(15_000);
    expect(aws.log()).toMatch(/"woken":true/);
    await until(async () => (await clients.queueLength(output("WakeQueueUrl"))) === 0);
  });

  it("shows page and alerts to who has a token, in a browser as its password", async () => {
    tellWhatAwsSaid();
    const headers = { authorization: `Basic ${Buffer.from(`me:${token}`).toString("base64")}` };
    const page = await call({ method: "GET", path: "/", headers });
    expect(page).toMatchObject({ status: 200, headers: { "content-type": expect.stringContaining("text/html") } });
    const alerts = await call({ method: "GET", path: "/api/alerts", headers });
    expect(alerts.status).toBe(200);
    expect(alerts.body).toContain("firing");
    expect(await call({ method: "GET", path: "/" })).toMatchObject({ status: 401 });
  });

  it("lets who has a token take an alert, under the page's own rights, by the name of the login", async () => {
    tellWhatAwsSaid();
    const authorization = `Basic ${Buffer.from(`me:${token}`).toString("base64")}`;
    const headers = { authorization, "content-type": "application/json", "sec-fetch-site": "same-origin" };
    const listed = await call({ method: "GET", path: "/api/alerts", headers });
    const firing: AlertSummary | undefined = JSON.parse(listed.body).find(
      ({ phase }: AlertSummary) => phase === "firing",
    );
    const path = `/api/alerts/${firing?.id}/acknowledge`;
    const body = Buffer.from(JSON.stringify({ why: "reading its log", until: "1h" }));
    expect(await call({ method: "POST", path, headers, body })).toMatchObject({
      status: 200,
      body: expect.stringContaining('"by":"me"'),
    });
  });

  it("leaves nothing in the dead-letter queue", async () => {
    expect(await clients.queueLength(output("DeadLetterQueueUrl"))).toBe(0);
  });

  it("is removed with all it had, but for the logs", { timeout: DEPLOY_TIMEOUT_MS }, async () => {
    tellWhatAwsSaid();
    await run("remove");

    await expect(run("info")).rejects.toThrow(/does not exist/);
    expect(await clients.keys(output("BucketName"))).toContain(capturedObject("02-gzip-json").key);
  });

  async function recordsOf(origin: string): Promise<LogRecord[]> {
    await fetch(`${openSearch.url}/app-logs/_refresh`, { method: "POST" });
    const response = await fetch(`${openSearch.url}/app-logs/_search`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ size: 1_000, query: { term: { "log.file.path": origin } } }),
    });
    // No alias yet, or an index whose shards are about to start: nothing was written.
    if (response.status === 404 || response.status === 503) return [];
    // What OpenSearch answers to every search.
    const found = (await response.json()) as { hits: { hits: { _source: LogRecord }[] } };
    return found.hits.hits.map(({ _source }) => _source);
  }

  /** The functions' own words, when a step fails. */
  function tellWhatAwsSaid(): void {
    onTestFailed(() => console.error(aws.log()));
  }
});

/** What the store and the queue show cannot be awaited otherwise; the test's own limit ends it. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await delay(200);
}
