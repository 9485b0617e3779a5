import { appendFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { type FolderWatcher, startFolderWatcher } from "../../../infra/local/folder-watcher.ts";
import { openFolderObjects } from "../../../lib/adapters/folder/objects.ts";
import { openMemoryQueue } from "../../../lib/adapters/memory/queue.ts";
import { readQueueBody } from "../../../lib/ingest/s3-event.ts";
import { temporaryFolder } from "../../support/embedded.ts";

/** Stillness takes its time. */
vi.setConfig({ testTimeout: 30_000 });

let folder: string;
let outside: string;
let data: string;

beforeEach(() => {
  data = temporaryFolder();
  folder = join(data, "objects");
  outside = join(data, "outside");
  mkdirSync(outside);
});

interface Watching {
  readonly watcher: FolderWatcher;
  /** The key and body of the next announcement; undefined if none comes for a while. */
  next(waitMs?: number): Promise<{ key: string; body: string; eventMs: number | undefined } | undefined>;
}

async function watch(): Promise<Watching> {
  const queue = openMemoryQueue();
  const watcher = await startFolderWatcher({
    objects: await openFolderObjects({ path: folder }),
    folder,
    prefix: "logs/",
    donePath: join(data, "ingested.ndjson"),
    region: "us-east-1",
    announce: (body) => queue.send(body),
    onFailure: (_, error) => {
      throw error;
    },
  });
  onTestFinished(() => watcher.stop());
  return {
    watcher,
    async next(waitMs = 4_000) {
      const [message] = await queue.receive(1, waitMs);
      if (!message) return undefined;
      await queue.delete([message.receipt]);
      const body = readQueueBody(message.body);
      const [object] = body.kind === "objects" ? body.objects : [];
      if (!object) throw new Error(`not an announcement: ${message.body}`);
      return { key: object.key, eventMs: object.eventMs, body: message.body };
    },
  };
}

function put(path: string, text: string): string {
  const full = join(folder, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, text);
  return full;
}

test("a file is announced with its key once it has been still for half a second", async () => {
  const { next } = await watch();
  const path = put("logs/env=prod/team=検索 & ads/a+b c_0.gz", "1");
  const startMs = Date.now();
  for (let n = 0; n < 4; n++) {
    await sleep(200);
    appendFileSync(path, "more");
  }
  const announced = await next();
  expect(announced?.key).toBe("logs/env=prod/team=検索 & ads/a+b c_0.gz");
  expect(announced?.eventMs).toBeGreaterThanOrEqual(startMs + 750);
  expect(Date.now() - startMs).toBeGreaterThanOrEqual(1_300);
  expect(await next(700)).toBeUndefined();
});

test("a file that was there before, one moved in and one in a new deep folder are announced", async () => {
  put("logs/before.log", "1");
  const { next } = await watch();
  expect((await next())?.key).toBe("logs/before.log");
  writeFileSync(join(outside, "moved.log"), "2");
  renameSync(join(outside, "moved.log"), join(folder, "logs/moved.log"));
  expect((await next())?.key).toBe("logs/moved.log");
  mkdirSync(join(folder, "logs/a/b/c"), { recursive: true });
  put("logs/a/b/c/deep.log", "3");
  expect((await next())?.key).toBe("logs/a/b/c/deep.log");
});

test("a file that changes later is announced again", async () => {
  const { next } = await watch();
  const path = put("logs/app.log", "1\n");
  expect((await next())?.key).toBe("logs/app.log");
  appendFileSync(path, "2\n");
  expect((await next())?.key).toBe("logs/app.log");
});

test("unfinished files are left alone until they get their name", async () => {
  const { next } = await watch();
  for (const name of [".hidden", "app.log~", "app.log.tmp", "app.log.part"]) put(`logs/${name}`, "x");
  put("quarantine/not-logs.ndjson", "x");
  expect(await next(2_500)).toBeUndefined();
  renameSync(join(folder, "logs/app.log.part"), join(folder, "logs/app.log"));
  expect((await next())?.key).toBe("logs/app.log");
});

test("after a restart only what was not handled is announced, and what came while stopped", async () => {
  const first = await watch();
  put("logs/handled.log", "1");
  const handled = await first.next();
  await first.watcher.done(handled?.body ?? "");
  put("logs/unhandled.log", "2");
  expect((await first.next())?.key).toBe("logs/unhandled.log");
  await first.watcher.stop();
  put("logs/while-stopped.log", "3");

  const second = await watch();
  expect([(await second.next())?.key, (await second.next())?.key]).toEqual([
    "logs/unhandled.log",
    "logs/while-stopped.log",
  ]);
  expect(await second.next(700)).toBeUndefined();
});

test("a file that changed while its announcement was handled is announced again after a restart", async () => {
  const first = await watch();
  const path = put("logs/app.log", "1");
  const announced = await first.next();
  await first.watcher.stop();
  appendFileSync(path, "2");
  await first.watcher.done(announced?.body ?? "");
  expect((await (await watch()).next())?.key).toBe("logs/app.log");
});

test("many files at once are announced once each", async () => {
  const { next } = await watch();
  const names = Array.from({ length: 60 }, (_, n) => `logs/${n % 7}/${n}.log`);
  for (const name of names) put(name, name);
  const keys: (string | undefined)[] = [];
  for (const _ of names) keys.push((await next())?.key);
  expect(keys.toSorted()).toEqual(names.toSorted());
  expect(await next(700)).toBeUndefined();
});

test("a folder that vanishes does not end the watch", async () => {
  const { next } = await watch();
  put("logs/gone/a.log", "1");
  await next();
  rmSync(join(folder, "logs/gone"), { recursive: true });
  put("logs/b.log", "2");
  expect((await next())?.key).toBe("logs/b.log");
});
