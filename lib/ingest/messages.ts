/** A batch of queue messages → the objects they name, ingested one after the other; what failed is named, and only that comes again. */
import { isSluiceError } from "../errors.ts";
import { LEDGER_PREFIX } from "../ledger/entry.ts";
import type { LogStore, ObjectStore } from "../ports.ts";
import { ingestSubscription } from "./cloudwatch.ts";
import { objectDelivery } from "./delivery.ts";
import type { ReadSettings } from "./read.ts";
import type { IngestReport } from "./report.ts";
import { ingest } from "./run.ts";
import { type ObjectReference, readQueueBody } from "./s3-event.ts";

export interface MessagePorts {
  readonly store: LogStore;
  readonly objects: ObjectStore;
  /** Events may name another bucket than the one that Sluice keeps its own objects in. */
  readonly bucket: (name: string) => Promise<ObjectStore>;
}

export interface MessageSettings extends ReadSettings {
  readonly remainingMs: () => number;
}

export interface QueuedMessage {
  readonly id: string;
  readonly body: string;
}

interface MessageFailure {
  readonly id: string;
  readonly reason: string;
  /** What was thrown, if something was. */
  readonly error?: unknown;
}

export interface MessagesReport {
  readonly reports: readonly IngestReport[];
  /** Of these messages nothing may be forgotten: they must come again. */
  readonly failures: readonly MessageFailure[];
  /** Objects that were gone when their turn came: deleted, or already expired. */
  readonly missing: readonly string[];
}

/** A message is begun only with this much time left; a begun one is cut off by the platform and comes again. */
const LEAST_REMAINING_MS = 30_000;

export async function ingestMessages(
  messages: readonly QueuedMessage[],
  ports: MessagePorts,
  settings: MessageSettings,
): Promise<MessagesReport> {
  const reports: IngestReport[] = [];
  const failures: MessageFailure[] = [];
  const missing: string[] = [];
  /** Why no further message is tried: the store is down, or time is short. */
  let stopped: string | undefined;

  for (const { id, body } of messages) {
    stopped ??= settings.remainingMs() < LEAST_REMAINING_MS ? "too little time left" : undefined;
    if (stopped !== undefined) {
      failures.push({ id, reason: stopped });
      continue;
    }
    const asked = readQueueBody(body);
    if (asked.kind === "unreadable") failures.push({ id, reason: asked.reason });
    if (asked.kind !== "objects" && asked.kind !== "subscription") continue;
    try {
      if (asked.kind === "subscription") {
        const report = await ingestSubscription(asked.data, asked.receivedMs ?? settings.nowMs(), ports, settings);
        if (report) reports.push(report);
        continue;
      }
      for (const reference of asked.objects) {
        const report = await ingestObject(reference, ports, settings);
        if (report === "own") continue;
        if (report) reports.push(report);
        else missing.push(`${reference.bucket}/${reference.key}`);
      }
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      failures.push({ id, reason, error });
      if (isSluiceError(error, "unavailable")) stopped = "a store was unavailable for a message before";
    }
  }
  return { reports, failures, missing };
}

async function ingestObject(
  { bucket, key, eventMs }: ObjectReference,
  ports: MessagePorts,
  settings: ReadSettings,
): Promise<IngestReport | "own" | undefined> {
  const source = await ports.bucket(bucket);
  if (isOwn(source, key, ports.objects)) return "own";
  const object = await source.get(key);
  if (!object) return undefined;
  return ingest(objectDelivery(source, key, object, eventMs ?? object.modifiedMs), ports, settings);
}

/** Below these Sluice keeps what is its own: read as logs it would feed on itself. */
const OWN_PREFIXES = ["quarantine/", "oversized/", "spool/", "state/", LEDGER_PREFIX];

function isOwn(source: ObjectStore, key: string, own: ObjectStore): boolean {
  const address = `${source.url}/${key}`;
  return OWN_PREFIXES.some((prefix) => address.startsWith(`${own.url}/${prefix}`));
}
