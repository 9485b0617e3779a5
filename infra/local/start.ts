/** `sluice start`: the functions that AWS runs, with all that AWS provides around them, in one process. */
import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openLedger, openObjects, openQueue, openStore, openTokens, openWakeQueue } from "../../lib/adapters/open.ts";
import { type Config, processConfig } from "../../lib/config.ts";
import { SPOOL_PREFIX } from "../../lib/ingest/spool/put.ts";
import type { LogStore } from "../../lib/ports.ts";
import { localEnvironment, type StartOptions, urlOf } from "./environment.ts";
import { type FolderWatcher, startFolderWatcher } from "./folder-watcher.ts";
import { type LocalFunctions, loadFunctions } from "./functions.ts";
import { createGateway, type Gateway, type Route } from "./gateway.ts";
import { type Generator, startGenerator } from "./generator/start.ts";
import { lockInstance } from "./instance-lock.ts";
import type { Handler } from "./lambda.ts";
import { type DeadLetter, type Poller, startPoller } from "./poller.ts";
import { reportFailure } from "./report-failure.ts";
import { type ScheduledFunction, startScheduler } from "./scheduler.ts";
import { createSpoolAnnouncer } from "./spool-announcer.ts";
import { welcome } from "./welcome.ts";

export interface Running {
  /** Lets what is under way end, for a few seconds; then closes the store. */
  stop(): Promise<void>;
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;
const EVERY_10_S = { everyMs: 10 * SECOND_MS, firstAfterMs: 10 * SECOND_MS };
const GRACE_MS = 5 * SECOND_MS;
/** How long a store that does not answer may keep the address from being told. */
const PREPARE_MS = 3 * SECOND_MS;

/** @throws SluiceError "config" if the options, the environment or sluice.yml do not allow it */
export async function start(options: StartOptions): Promise<Running> {
  const environment = localEnvironment(options, process.env);
  Object.assign(process.env, environment);
  const config = await processConfig();
  const lock = await lockInstance(options.data);
  const store = await openStore(config);
  const functions = loadFunctions();
  const prepared = prepare(store);
  const page = buildPage(environment["PAGE_DIR"] ?? "");
  const gateway = await createGateway({ ...options, routes: routesTo(functions, prepared), onFailure: reportFailure });
  // Mails link to the page, whichever port it got.
  process.env["PAGE_URL"] ||= urlOf(options.host, gateway.port, true);

  const watchers = await watchObjects(config, options.data);
  const pollers = [
    await pollQueue(config, options.data, after(prepared, functions.ingestObject), watchers),
    await pollWakeQueue(config, after(prepared, functions.scanErrors)),
  ];
  await Promise.race([Promise.all([prepared, page]), sleep(PREPARE_MS, undefined, { ref: false })]);
  const scheduler = startScheduler({
    functions: [
      ...scheduleOf(functions),
      { ...EVERY_10_S, functionName: "ledger", handler: () => writeLedger(config) },
      ...(await spoolAnnouncer(config)),
    ],
    region: config.awsRegion,
    onFailure: reportFailure,
  });
  const generator = options.demo ? await generate(config, options.host, gateway) : undefined;

  console.log(welcome(urlOf(options.host, gateway.port), config, options.demo));
  return {
    async stop() {
      await generator?.stop();
      const ended = Promise.all([
        gateway.close(GRACE_MS),
        scheduler.stop(),
        ...pollers.map((poller) => poller.stop()),
        ...watchers.map((watcher) => watcher.stop()),
      ]);
      // What takes longer is cut off as by kill -9, which loses nothing: it is done again at the next start.
      await Promise.race([ended, sleep(GRACE_MS)]);
      await writeLedger(config).catch((error: unknown) => reportFailure("ledger", error));
      await store.close();
      await lock.release();
    },
  };
}

/** Counts that the functions hold back: here nothing is gained by waiting for the next request. */
async function writeLedger(config: Config): Promise<void> {
  const uncounted = await (await openLedger(config)).flush(config.nowMs());
  if (uncounted) throw uncounted.error;
}

/** A store that is down is no reason not to start: what is posted lies in the spool until it is there. */
async function prepare(store: LogStore): Promise<void> {
  const days = [0, 1].map((ahead) => new Date(Date.now() + ahead * DAY_MS).toISOString().slice(0, 10));
  await store.prepare(days).catch((error: unknown) => reportFailure("store", error));
}

async function buildPage(pageDir: string): Promise<void> {
  try {
    const page = await import("../build/page.ts");
    await page.buildPage(pageDir);
  } catch (error) {
    reportFailure("page", error);
  }
}

function routesTo(functions: LocalFunctions, prepared: Promise<void>): Route[] {
  return [
    {
      paths: ["/ingest", "/ingest/*", "/es", "/es/*", "/v1/logs", "/health"],
      functionName: "ingest-http",
      handler: after(prepared, functions.ingestHttp),
    },
    { paths: ["*"], functionName: "dashboard", handler: functions.dashboard },
  ];
}

function scheduleOf({ scanErrors, forecast, maintain }: LocalFunctions): ScheduledFunction[] {
  return [
    // When errors arrive, a wake message calls it, as on AWS; that they have ended, a new user should hear as soon as it is sure.
    { functionName: "scan-errors", handler: scanErrors, everyMs: 10 * SECOND_MS, firstAfterMs: 5 * SECOND_MS },
    { functionName: "forecast", handler: forecast, everyMs: MINUTE_MS, firstAfterMs: 10 * SECOND_MS },
    { functionName: "maintain", handler: maintain, everyMs: 60 * MINUTE_MS, firstAfterMs: 0 },
  ];
}

function after<Event, Result>(ready: Promise<void>, handler: Handler<Event, Result>): Handler<Event, Result> {
  return async (event, context) => {
    await ready;
    return handler(event, context);
  };
}

/** Where objects are in a bucket, S3 itself tells the queue. */
async function watchObjects(config: Config, dataDir: string): Promise<FolderWatcher[]> {
  const folder = folderOf(config);
  if (folder === undefined) return [];
  const queue = await openQueue(config);
  const watched = { objects: await openObjects(config), folder, region: config.awsRegion, onFailure: reportFailure };
  const announce = (body: string) => queue.send(body);
  return Promise.all([
    startFolderWatcher({ ...watched, announce, prefix: "logs/", donePath: join(dataDir, "ingested.ndjson") }),
    startFolderWatcher({ ...watched, announce, prefix: SPOOL_PREFIX, donePath: join(dataDir, "spooled.ndjson") }),
  ]);
}

/** For a bucket whose notifications cannot reach this process. */
async function spoolAnnouncer(config: Config): Promise<ScheduledFunction[]> {
  if (folderOf(config) !== undefined || !config.queueUrl.startsWith("memory:")) return [];
  const announce = createSpoolAnnouncer(await openObjects(config), await openQueue(config), config.awsRegion);
  return [{ ...EVERY_10_S, functionName: "spool", handler: announce }];
}

async function pollQueue(
  config: Config,
  dataDir: string,
  handler: LocalFunctions["ingestObject"],
  watchers: readonly FolderWatcher[],
): Promise<Poller> {
  const deadLetters = join(dataDir, "dead-letters.ndjson");

  async function bury(letter: DeadLetter): Promise<void> {
    await appendFile(deadLetters, `${JSON.stringify({ time: new Date().toISOString(), ...letter })}\n`);
    reportFailure("ingest-object", `failed ${letter.attempts} times, now in ${deadLetters}: ${letter.body}`);
    for (const watcher of watchers) watcher.failed(letter.body);
  }

  return startPoller({
    queue: await openQueue(config),
    functionName: "ingest-object",
    handler,
    region: config.awsRegion,
    onDone: async (body) => {
      for (const watcher of watchers) await watcher.done(body);
    },
    onDeadLetter: bury,
    onFailure: reportFailure,
  });
}

async function pollWakeQueue(config: Config, scanErrors: LocalFunctions["scanErrors"]): Promise<Poller> {
  return startPoller({
    queue: await openWakeQueue(config),
    functionName: "scan-errors",
    handler: async (event, context) => {
      await scanErrors(event, context);
      return undefined;
    },
    region: config.awsRegion,
    concurrency: 1,
    mostAttempts: 1,
    onDeadLetter: async ({ body }) => reportFailure("scan-errors", `failed, and is left to the schedule: ${body}`),
    onFailure: reportFailure,
  });
}

async function generate(config: Config, host: string, gateway: Gateway): Promise<Generator> {
  const [token] = config.anonymous ? [] : await openTokens(config);
  return startGenerator({
    baseUrl: urlOf(host, gateway.port, true),
    authorization: token === undefined ? undefined : authorizationOf(token),
    folder: folderOf(config),
    onFailure: reportFailure,
  });
}

function authorizationOf(token: string): string {
  return token.includes(":") ? `Basic ${Buffer.from(token).toString("base64")}` : `Bearer ${token}`;
}

function folderOf({ objectsUrl }: Config): string | undefined {
  return objectsUrl.startsWith("folder:") ? objectsUrl.slice("folder:".length) : undefined;
}
