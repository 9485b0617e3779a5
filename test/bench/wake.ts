/**
 * How long an error takes from its request to a mail, by the wake queue alone: `npm run bench -- wake [--errors 40] [--store URL]`. Errors of
 * as many services are posted at random distances of 0 to 5 s, through the functions themselves; no schedule runs.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { lambdaContext } from "../../infra/local/lambda.ts";
import { startPoller } from "../../infra/local/poller.ts";
import { processConfig } from "../../lib/config.ts";

const { values } = parseArgs({ options: { errors: { type: "string", default: "40" }, store: { type: "string" } } });
const MOST_GAP_MS = 5_000;
const DAY = new Date().toISOString().slice(0, 10);

const folder = mkdtempSync(join(tmpdir(), "sluice-bench-"));
Object.assign(process.env, {
  STORE_URL: values.store ?? `sqlite:${folder}/logs.db`,
  OBJECTS_URL: `folder:${folder}/objects`,
  TOPIC_ARN: `mailbox:${folder}/mailbox`,
  SLUICE_ANONYMOUS: "true",
  POWERTOOLS_LOG_LEVEL: "WARN",
  POWERTOOLS_METRICS_DISABLED: "true",
});
// Only now: they read the environment when they are loaded.
const { handler: ingestHttp } = await import("../../functions/ingest-http.ts");
const { handler: scanErrors } = await import("../../functions/scan-errors.ts");
const { openStore, openWakeQueue } = await import("../../lib/adapters/open.ts");
const config = await processConfig();
const store = await openStore(config);
await store.prepare([DAY]);

/** Service → when its error was posted, then how long it took. */
const postedMs = new Map<string, number>();
const tookMs = new Map<string, number>();
let scans = 0;

const poller = startPoller({
  queue: await openWakeQueue(config),
  functionName: "scan-errors",
  handler: async (event, context) => {
    scans++;
    await scanErrors(event, context);
    const doneMs = performance.now();
    const mailed = mails();
    for (const [service, atMs] of postedMs) {
      if (!tookMs.has(service) && mailed.includes(service)) tookMs.set(service, doneMs - atMs);
    }
    return undefined;
  },
  region: config.awsRegion,
  concurrency: 1,
  onDeadLetter: async () => {},
  onFailure: (source, error) => console.error(source, error),
});

for (let n = 0; n < Number(values.errors); n++) {
  await post(`service-${process.pid}-${String(n).padStart(4, "0")}`);
  await sleep(Math.random() * MOST_GAP_MS);
}
await sleep(2 * MOST_GAP_MS);
await poller.stop();
await store.close();
rmSync(folder, { recursive: true });

const sorted = [...tookMs.values()].sort((a, b) => a - b);
const share = (of: number) => `${((sorted[Math.ceil(sorted.length * of) - 1] ?? Number.NaN) / 1_000).toFixed(1)} s`;
console.log(`${values.errors} errors, ${sorted.length} in a mail after ${scans} scans`);
console.log(`half of them within ${share(0.5)}, 95 % within ${share(0.95)}, all within ${share(1)}`);

function mails(): string {
  const mailbox = join(folder, "mailbox");
  const texts = readdirSync(mailbox).map((name) => readFileSync(join(mailbox, name), "utf8"));
  // Quoted-printable breaks lines anywhere.
  return texts.join("\n").replaceAll(/=\r?\n/g, "");
}

async function post(service: string): Promise<void> {
  postedMs.set(service, performance.now());
  // Only what the payload format 2.0 has and the handler reads.
  const event = {
    rawPath: "/ingest/app",
    headers: {},
    body: JSON.stringify({ level: "fatal", service, message: "the disk is full" }),
    isBase64Encoded: false,
    requestContext: { requestId: service, http: { method: "POST" } },
  } as unknown as APIGatewayProxyEventV2;
  const { statusCode } = await ingestHttp(event, lambdaContext("ingest-http"));
  if (statusCode !== 200) throw new Error(`The endpoint answered ${statusCode}`);
}
