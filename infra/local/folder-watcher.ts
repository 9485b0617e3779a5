/**
 * S3's notifications for a folder: an object below logs/ or spool/ is announced on the queue when it has been still for half a second, what came
 * while nobody watched at the next start. Announced twice is harmless: ids make a record that is there already a duplicate.
 */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { ObjectStore, ObjectSummary } from "../../lib/ports.ts";
import { openDoneLog } from "./done-log.ts";
import { watchFolders } from "./folder-hints.ts";
import { notificationOf } from "./s3-notification.ts";
import { createSettling, isUnfinished } from "./settling.ts";

export interface FolderWatcherOptions {
  /** A folder's. */
  readonly objects: ObjectStore;
  /** Where `objects` keeps them. */
  readonly folder: string;
  /** What is watched of it: `logs/`. */
  readonly prefix: string;
  /** Remembers what was ingested; outside of `folder`. */
  readonly donePath: string;
  readonly region: string;
  readonly announce: (body: string) => Promise<void>;
  readonly onFailure: (source: string, error: unknown) => void;
}

export interface FolderWatcher {
  /** The message with this body was handled: its object need not be announced at the next start. */
  done(body: string): Promise<void>;
  /** The message was given up: its object is announced again later. */
  failed(body: string): void;
  stop(): Promise<void>;
}

const STILL_MS = 500;
/** How soon something that moves is looked at again. */
const LOOK_AGAIN_MS = 250;
const SWARM_MS = 50;
const LOOK_THROUGH_MS = 2_000;
/** Looking through a large folder takes at most a fiftieth of the time. */
const LOOK_THROUGH_SHARE = 50;
/** More hints than this are cheaper to follow by looking through the whole. */
const MAX_HINTS = 16;
const RETRY_AFTER_MS = 5 * 60_000;

export async function startFolderWatcher(options: FolderWatcherOptions): Promise<FolderWatcher> {
  const { objects, folder, prefix: watched, region, announce, onFailure } = options;
  const root = join(folder, watched);
  await mkdir(root, { recursive: true });
  const log = await openDoneLog(options.donePath);
  const settling = createSettling(STILL_MS);
  for (const [key, etag] of log.entries) settling.recall(key, etag);

  const announced = new Map<string, { key: string; etag: string }>();
  const hinted = new Set<string>();
  const folderHints = watchFolders(root, (path) => {
    hinted.add(watched + path);
    wake();
  });
  let isStopped = false;
  let nextLookThroughMs = 0;
  let wake = () => {};

  async function look(prefix: string, seen?: Set<string>): Promise<void> {
    for await (const object of objects.list(prefix)) {
      if (isStopped) return;
      seen?.add(object.key);
      if (isUnfinished(object.key) || !settling.observe(object, Date.now())) continue;
      await tell(object);
    }
  }

  async function tell(object: ObjectSummary): Promise<void> {
    const body = notificationOf(object, region);
    announced.set(body, { key: object.key, etag: object.etag });
    try {
      await announce(body);
    } catch (error) {
      announced.delete(body);
      settling.retryAfter(object.key, Date.now());
      throw error;
    }
  }

  async function lookThrough(): Promise<void> {
    const startedMs = performance.now();
    hinted.clear();
    await folderHints.refresh();
    const seen = new Set<string>();
    await look(watched, seen);
    if (isStopped) return;
    settling.retain(seen);
    await log.compact((key) => seen.has(key));
    const tookMs = performance.now() - startedMs;
    nextLookThroughMs = Date.now() + Math.max(LOOK_THROUGH_MS, tookMs * LOOK_THROUGH_SHARE);
  }

  async function followHints(): Promise<void> {
    const prefixes = new Set([...hinted, ...settling.unsettled()]);
    hinted.clear();
    if (prefixes.size > MAX_HINTS) return lookThrough();
    for (const prefix of prefixes) await look(prefix);
  }

  async function run(): Promise<void> {
    while (!isStopped) {
      try {
        if (Date.now() >= nextLookThroughMs) await lookThrough();
        else await followHints();
      } catch (error) {
        onFailure("folder", error);
        nextLookThroughMs = Date.now() + LOOK_THROUGH_MS;
      }
      await rest();
    }
  }

  /** Until a hint, the next look at what moves, or the next look through the whole. */
  async function rest(): Promise<void> {
    if (hinted.size === 0 && !isStopped) {
      const woken = Promise.withResolvers<void>();
      wake = woken.resolve;
      const untilMs = settling.unsettled().length > 0 ? Date.now() + LOOK_AGAIN_MS : nextLookThroughMs;
      const timer = setTimeout(wake, Math.max(0, untilMs - Date.now()));
      await woken.promise;
      clearTimeout(timer);
    }
    // Hints come in swarms.
    if (hinted.size > 0 && !isStopped) await sleep(SWARM_MS);
  }

  const running = run();
  return {
    async done(body) {
      const object = announced.get(body);
      if (!object) return;
      announced.delete(body);
      await log.add(object.key, object.etag);
    },
    failed(body) {
      const object = announced.get(body);
      if (!object) return;
      announced.delete(body);
      settling.retryAfter(object.key, Date.now() + RETRY_AFTER_MS);
    },
    async stop() {
      isStopped = true;
      folderHints.close();
      wake();
      await running;
    },
  };
}
