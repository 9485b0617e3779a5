/**
 * The one place that chooses adapters: by the form of a URL (the table in README). Each is opened once per process and URL, so
 * that all functions of one process share connections, and the memory queue its messages.
 */
import {
  type AlertRoute,
  DEFAULT_ROUTE,
  type RouteTarget,
  routeTarget,
  withoutPassword,
} from "../config/alert-route.ts";
import { indexPrefixesOf } from "../config/index-prefix.ts";
import type { Config } from "../config.ts";
import { SluiceError } from "../errors.ts";
import { parseTokens } from "../http-auth.ts";
import { type Announcer, createAnnouncer } from "../ingest/announce.ts";
import { type ArrivalMark, createArrivalMark, marking } from "../ingest/arrival-mark.ts";
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
  return once(key, async () => createAnnouncer(await openMark(config), () => openWakeQueue(config)));
}

/** The store for who writes records: it says that some arrive. */
export async function openIntake(config: Config): Promise<LogStore> {
  return marking(await openStore(config), await openMark(config), config.nowMs);
}

export function openMark(config: Config): Promise<ArrivalMark> {
  return once(`mark ${config.objectsUrl} ${config.awsEndpointUrl}`, async () =>
    createArrivalMark(await openObjects(config)),
  );
}

/** @param route a name of `alerts.routes`; the default is TOPIC_ARN unless that list says otherwise */
export function openNotifier(config: Config, route: string = DEFAULT_ROUTE): Promise<Notifier> {
  const { to, target, format } = targetOf(config, route);
  return once(`notifier ${to} ${format} ${config.awsEndpointUrl}`, async () => {
    const place = { region: config.awsRegion, endpointUrl: config.awsEndpointUrl };
    switch (target.kind) {
      case "mailbox": {
        const { openMailbox } = await import("./mailbox/notifier.ts");
        return openMailbox({ path: target.path, nowMs: config.nowMs });
      }
      case "smtp": {
        const { openSmtpNotifier } = await import("./smtp/notifier.ts");
        const password = () => openPassword(config, target.password);
        return openSmtpNotifier({ ...target, password, nowMs: config.nowMs });
      }
      case "eventbridge": {
        const { openEventBridgeNotifier } = await import("./eventbridge/notifier.ts");
        return openEventBridgeNotifier({ ...place, bus: target.bus });
      }
      case "sns": {
        const { openSnsNotifier } = await import("./sns/notifier.ts");
        return openSnsNotifier({ ...place, topicArn: target.topicArn, format });
      }
    }
  });
}

function targetOf(
  { alerts, topicArn }: Config,
  route: string,
): { to: string; target: RouteTarget; format: AlertRoute["format"] } {
  const given = alerts.routes.find(({ name }) => name === route);
  const names = [...new Set([DEFAULT_ROUTE, ...alerts.routes.map(({ name }) => name)])].join(", ");
  if (!given && route !== DEFAULT_ROUTE) {
    throw new SluiceError("config", `There is no route ${route} in sluice.yml; its alerts.routes have ${names}`);
  }
  const to = given?.to ?? topicArn;
  const target = routeTarget(to);
  if (!target) throw new SluiceError("config", `The route ${route} goes to ${withoutPassword(to)}, which is no place`);
  return { to, target, format: given?.format ?? "text" };
}

/** A mail server's: itself, `env:NAME` or `secret:NAME`. */
async function openPassword(config: Config, password: string): Promise<string> {
  if (password.startsWith("secret:")) return readSecret(config, password.slice("secret:".length), "alerts.routes");
  if (!password.startsWith("env:")) return password;
  const name = password.slice("env:".length);
  const value = process.env[name];
  if (!value) throw new SluiceError("config", `A mail route takes its password from ${name}, which is not set`);
  return value;
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
  return parseTokens(await readSecret(config, name, "INGEST_TOKENS"));
}

async function readSecret(config: Config, name: string, setting: string): Promise<string> {
  const read = await once(`secret ${name} ${config.awsEndpointUrl}`, async () => {
    const { openSecret } = await import("./secrets/secret.ts");
    return openSecret({ name, region: config.awsRegion, endpointUrl: config.awsEndpointUrl, setting });
  });
  return read();
}
