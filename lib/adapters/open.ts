/**
 * The one place that chooses adapters: by the form of a URL (the table in README). Each is opened once per process and URL, so
 * that all functions of one process share connections, and the memory queue its messages.
 */
import { indexPrefixesOf } from "../config/index-prefix.ts";
import type { Config } from "../config.ts";
import { parseTokens } from "../http-auth.ts";
import { type Announcer, createAnnouncer } from "../ingest/announce.ts";
import { createPacer, type Pacer } from "../ingest/pace.ts";
import { WAKE_DELAY_SECONDS } from "../ingest/wake.ts";
import { bookOf } from "../ledger/book.ts";
import { type LedgerKeys, ledgerKeys } from "../ledger/entry.ts";
import { type Ledger, openLedger as ledgerIn } from "../ledger/ledger.ts";
import type { LogStore, Notifier, ObjectStore, Queue } from "../ports.ts";
import { guardStore } from "./guarded-store.ts";
import type { MemoryQueueOptions } from "./memory/queue.ts";

const opened = new Map<string, Promise<unknown>>();

/** What the caller's `open` gives for this key is what `T` says: one kind of key, one kind of adapter. */
function once<T>(key: string, open: () => Promise<T>): Promise<T> {
  let adapter = opened.get(key) as Promise<T> | undefined;
  if (!adapter) {
    adapter = open();
    opened.set(key, adapter);
    adapter.catch(() => opened.delete(key));
  }
  return adapter;
}

export function openStore(config: Config): Promise<LogStore> {
  const prefixes = indexPrefixesOf(config);
  return once(`store ${config.storeUrl} ${prefixes.join()}`, async () => {
    if (config.storeUrl.startsWith("sqlite:")) {
      const { openSqliteStore } = await import("./sqlite/store.ts");
      const path = config.storeUrl.slice("sqlite:".length);
      return guardStore(await openSqliteStore({ path, granularity: config.index.granularity }));
    }
    const { openOpenSearchStore } = await import("./opensearch/store.ts");
    const { storeUrl: url, storeArn: arn, index } = config;
    return guardStore(await openOpenSearchStore({ url, arn, index: { ...index, prefixes } }));
  });
}

/** What this process learned of the load of its store. */
export function openPacer(config: Config): Promise<Pacer> {
  return once(`pacer ${config.storeUrl}`, async () => createPacer());
}

/** @param bucket another bucket than OBJECTS_URL names, as events may; a folder stands for every bucket */
export function openObjects(config: Config, bucket?: string): Promise<ObjectStore> {
  const isFolder = config.objectsUrl.startsWith("folder:");
  const url = bucket === undefined || isFolder ? config.objectsUrl : `s3://${bucket}`;
  return once(`objects ${url} ${config.awsEndpointUrl}`, async () => {
    if (isFolder) {
      const { openFolderObjects } = await import("./folder/objects.ts");
      return openFolderObjects({ path: url.slice("folder:".length) });
    }
    const { openS3Objects } = await import("./s3/objects.ts");
    return openS3Objects({ url, region: config.awsRegion, endpointUrl: config.awsEndpointUrl });
  });
}

export function openQueue(config: Config): Promise<Queue> {
  return openQueueAt(config.queueUrl, config, {});
}

/** On AWS the queue's own settings say the same: infra/resources/queue.yml. */
const WAKE_IN_MEMORY = { delayMs: WAKE_DELAY_SECONDS * 1_000, visibilityTimeoutMs: 330_000, retentionMs: 600_000 };

export function openWakeQueue(config: Config): Promise<Queue> {
  return openQueueAt(config.wakeQueueUrl, config, WAKE_IN_MEMORY);
}

function openQueueAt(url: string, config: Config, inMemory: MemoryQueueOptions): Promise<Queue> {
  return once(`queue ${url} ${config.awsEndpointUrl}`, async () => {
    if (url.startsWith("memory:")) {
      const { openMemoryQueue } = await import("./memory/queue.ts");
      return openMemoryQueue(inMemory);
    }
    const { openSqsQueue } = await import("./sqs/queue.ts");
    return openSqsQueue({ url, region: config.awsRegion, endpointUrl: config.awsEndpointUrl });
  });
}

/** What this process has told the scan. */
export function openAnnouncer(config: Config): Promise<Announcer> {
  const key = `announcer ${config.objectsUrl} ${config.wakeQueueUrl} ${config.awsEndpointUrl}`;
  return once(key, async () => createAnnouncer(await openObjects(config), () => openWakeQueue(config)));
}

export function openNotifier(config: Config): Promise<Notifier> {
  return once(`notifier ${config.topicArn} ${config.awsEndpointUrl}`, async () => {
    if (config.topicArn.startsWith("mailbox:")) {
      const { openMailbox } = await import("./mailbox/notifier.ts");
      return openMailbox({ path: config.topicArn.slice("mailbox:".length), nowMs: config.nowMs });
    }
    const { openSnsNotifier } = await import("./sns/notifier.ts");
    return openSnsNotifier({ topicArn: config.topicArn, region: config.awsRegion, endpointUrl: config.awsEndpointUrl });
  });
}

/** Where the ledger of this store lies among the objects. */
export function ledgerKeysOf({ storeUrl, index }: Config): LedgerKeys {
  return ledgerKeys(bookOf(storeUrl, index.prefix));
}

export function openLedger(config: Config): Promise<Ledger> {
  const keys = ledgerKeysOf(config);
  return once(`ledger ${config.objectsUrl} ${config.awsEndpointUrl} ${keys.entries}`, async () =>
    ledgerIn(await openObjects(config), keys),
  );
}

/** What INGEST_TOKENS says: the tokens themselves, or those in the secret that it names. */
export async function openTokens(config: Config): Promise<readonly string[]> {
  if (!config.ingestTokens.startsWith("secret:")) return parseTokens(config.ingestTokens);
  const name = config.ingestTokens.slice("secret:".length);
  const read = await once(`tokens ${name} ${config.awsEndpointUrl}`, async () => {
    const { openSecretTokens } = await import("./secrets/tokens.ts");
    return openSecretTokens({ name, region: config.awsRegion, endpointUrl: config.awsEndpointUrl });
  });
  return read();
}
