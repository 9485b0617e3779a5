/** The world that a run takes place in: a bucket and a queue, a store behind the fault proxy, and the worker processes. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { openS3Objects } from "../../lib/adapters/s3/objects.ts";
import { openSqsQueue } from "../../lib/adapters/sqs/queue.ts";
import { parseConfig } from "../../lib/config.ts";
import type { ObjectStore, Queue } from "../../lib/ports.ts";
import { type Emulator, startEmulator } from "../support/fauxqs.ts";
import { startOpenSearch } from "../support/opensearch/server.ts";
import { type FaultProxy, startFaultProxy } from "./fault-proxy.ts";
import { SLUICE_YML } from "./records.ts";
import { type Stored, storedInOpenSearch, storedInSqlite } from "./stored.ts";

export type StoreKind = "opensearch" | "sqlite";

export interface Stage {
  readonly bucket: string;
  readonly objects: ObjectStore;
  readonly queue: Queue;
  readonly token: string;
  /** What S3 does wrong when it is told to. */
  readonly s3Faults: Emulator["faults"];
  readonly gatewayPort: number;
  /** None stands before SQLite, which is a file. */
  readonly proxy: FaultProxy | undefined;
  /** What the functions run with. */
  readonly environment: NodeJS.ProcessEnv;
  /** Keys that were written below spool/ since the last call: S3 tells the queue of them. */
  spooled(): readonly string[];
  /** Messages that are in the queue, in hand or delayed. */
  queued(): Promise<number>;
  /** What the store holds now. */
  stored(): Promise<Stored>;
  stop(): Promise<void>;
}

export interface StageOptions {
  readonly seed: number;
  readonly store: StoreKind;
  readonly stallMs: readonly [least: number, most: number];
  readonly visibilitySeconds: number;
}

const BUCKET = "shop";
const TOKEN = "chaos";

export async function setStage(options: StageOptions): Promise<Stage> {
  const undo: (() => unknown)[] = [];
  const stop = async () => {
    for (const step of undo.reverse()) await step();
  };
  try {
    return { ...(await build(options, undo)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function build(
  { seed, store, stallMs, visibilitySeconds }: StageOptions,
  undo: (() => unknown)[],
): Promise<Omit<Stage, "stop">> {
  const folder = await mkdtemp(join(tmpdir(), "sluice-chaos-"));
  undo.push(() => rm(folder, { recursive: true, force: true }));
  const settings = join(folder, "sluice.yml");
  await writeFile(settings, SLUICE_YML);

  const openSearch = store === "opensearch" ? await startOpenSearch() : undefined;
  if (openSearch) undo.push(openSearch.stop);
  const proxy = openSearch && (await startFaultProxy({ storeUrl: openSearch.url, seed, stallMs }));
  if (proxy) undo.push(proxy.stop);

  const emulator = await startEmulator();
  undo.push(emulator.stop);
  await emulator.createBucket(BUCKET);
  const queueUrl = await emulator.createQueue("sluice", { visibilityTimeoutSeconds: visibilitySeconds });
  const place = { region: emulator.region, endpointUrl: emulator.endpointUrl };
  const sqs = new SQSClient({ region: place.region, endpoint: place.endpointUrl });
  undo.push(() => sqs.destroy());

  const environment = {
    ...process.env,
    SLUICE_CONFIG: settings,
    STORE_URL: proxy?.url ?? `sqlite:${join(folder, "logs.db")}`,
    OBJECTS_URL: `s3://${BUCKET}`,
    QUEUE_URL: queueUrl,
    INGEST_TOKENS: TOKEN,
    AWS_REGION: place.region,
    AWS_ENDPOINT_URL: place.endpointUrl,
    POWERTOOLS_LOG_LEVEL: "INFO",
    POWERTOOLS_METRICS_DISABLED: "true",
  };
  const { index } = parseConfig({}, SLUICE_YML);

  return {
    bucket: BUCKET,
    objects: openS3Objects({ url: `s3://${BUCKET}`, ...place }),
    queue: openSqsQueue({ url: queueUrl, ...place }),
    token: TOKEN,
    s3Faults: emulator.faults,
    gatewayPort: await freePort(),
    proxy,
    environment,

    spooled() {
      const requests = emulator.faults.requests.splice(0);
      return requests.flatMap((line) => /^PUT \/shop\/(spool\/[^?]+)/.exec(line)?.[1] ?? []).map(decodeURIComponent);
    },

    async queued() {
      const { Attributes = {} } = await sqs.send(
        new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ["All"] }),
      );
      const waiting = Number(Attributes.ApproximateNumberOfMessages);
      return (
        waiting +
        Number(Attributes.ApproximateNumberOfMessagesNotVisible) +
        Number(Attributes.ApproximateNumberOfMessagesDelayed)
      );
    },

    async stored() {
      if (!openSearch) return storedInSqlite(join(folder, "logs.db"));
      return storedInOpenSearch(openSearch.url, `${index.prefix}-*`);
    },
  };
}

/** The gateway comes back on the same one when its process is killed. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject).listen(0, "127.0.0.1", () => {
      const address = probe.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}
