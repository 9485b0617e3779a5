/**
 * Chaos: numbered records go through the real handlers, run by processes that are killed at any moment, into a real store that fails in
 * every way that stores fail; when all is acknowledged and the queue is empty, each must be where it belongs, once.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { contentsOf } from "./contents.ts";
import { type Misfortune, planMisfortune, strike } from "./misfortune.ts";
import type { ChaosOptions } from "./options.ts";
import { type Plan, planOf } from "./plan.ts";
import { notificationOf, type Shipped, ship } from "./shippers.ts";
import { type Stage, setStage } from "./stage.ts";
import { judge, type Verdict } from "./verdict.ts";
import { startWorkers, type Told, type Workers } from "./workers.ts";

export interface ChaosResult {
  readonly options: ChaosOptions;
  readonly verdict: Verdict;
  readonly shipped: Shipped;
  readonly told: Told;
  /** By kind, how often. */
  readonly happened: Readonly<Record<string, number>>;
  /** From the first record shipped to the last one settled. */
  readonly seconds: number;
}

const OBJECT_WORKERS = 2;
const LOOK_MS = 200;
/** What the function behind the gateway may take, as deployed. */
const GATEWAY_MS = 29_000;

export async function runChaos(options: ChaosOptions): Promise<ChaosResult> {
  const plan = planOf(options.records, options.seed, Date.now(), options.longShare);
  const stage = await setStage(options);
  try {
    return await runOn(stage, plan, options);
  } finally {
    await stage.stop();
  }
}

async function runOn(stage: Stage, plan: Plan, options: ChaosOptions): Promise<ChaosResult> {
  const misfortune = planMisfortune(plan, OBJECT_WORKERS + 1, options);
  const struck = { kill: 0, outage: 0, "lost-put-answer": 0, "broken-body": 0 };
  const limit = String(options.functionMs);
  const workers = startWorkers(
    [
      ...Array<string[]>(OBJECT_WORKERS).fill(["object", limit]),
      ["http", String(GATEWAY_MS), String(stage.gatewayPort)],
    ],
    stage.environment,
    () => {
      const received = workers.told.reports.reduce((total, report) => total + report.received, 0);
      for (const event of misfortune.due(received)) {
        struck[event.kind]++;
        strike(event, stage, workers, options);
      }
    },
  );
  const shipped: Shipped = {
    objects: 0,
    uploadsAgain: 0,
    eventsAgain: 0,
    requests: 0,
    requestsAgain: 0,
    hangUps: 0,
    refusals: [],
  };
  const giveUp = new AbortController();
  const startedMs = performance.now();
  try {
    const shipping = ship(
      {
        plan,
        objects: stage.objects,
        bucket: stage.bucket,
        queue: stage.queue,
        gatewayUrl: `http://127.0.0.1:${stage.gatewayPort}`,
        token: stage.token,
        retryMs: options.retryMs,
        requestTimeoutMs: options.requestTimeoutMs,
      },
      shipped,
      giveUp.signal,
    );
    const broken = await drain(stage, plan, workers, shipping, options);
    giveUp.abort();
    await shipping;
    const seconds = (performance.now() - startedMs) / 1_000;
    await workers.stop();

    const contents = await contentsOf(await stage.stored(), stage.objects, options.records);
    const happened = countHappened(stage, struck, workers.told, shipped, options);
    const { reports } = workers.told;
    const verdict = judge({
      records: plan.records,
      contents,
      reports,
      happened: options.isEventful ? happened : withoutChance(happened),
      answersLost: stage.proxy !== undefined,
      broken: [...broken, ...shipped.refusals],
    });
    return { options, verdict, shipped, told: workers.told, happened, seconds };
  } finally {
    await workers.stop();
  }
}

/** Resolves when all is shipped and nothing is queued any more. @returns why it never came so far, if it did not */
async function drain(
  stage: Stage,
  plan: Plan,
  workers: Workers,
  shipping: Promise<void>,
  { patienceMs, onProgress }: ChaosOptions,
): Promise<string[]> {
  let isShipped = false;
  let isFailed = false;
  shipping.then(
    () => {
      isShipped = true;
    },
    () => {
      isFailed = true;
    },
  );
  let seen = "";
  let seenMs = performance.now();
  let clearLooks = 0;
  // What the shippers fail with, the caller meets.
  for (let look = 0; !isFailed; look++) {
    for (const key of stage.spooled()) {
      workers.told.spooled++;
      await stage.queue.send(notificationOf(stage.bucket, key, new Date(plan.records.baseMs).toISOString()));
    }
    const queued = await stage.queued();
    clearLooks = isShipped && queued === 0 ? clearLooks + 1 : 0;
    if (clearLooks === 3) return [];
    const { reports, kills } = workers.told;
    const now = `${reports.length} invocations told, ${queued} messages queued${isShipped ? "" : ", shipping"}`;
    if (look % 50 === 0) onProgress?.(`${now}, ${kills} kills`);
    if (now !== seen) {
      seen = now;
      seenMs = performance.now();
    } else if (performance.now() - seenMs > patienceMs) return [`it hangs: ${now}`];
    await sleep(LOOK_MS);
  }
  return ["the shippers failed"];
}

function countHappened(
  { proxy, s3Faults }: Stage,
  struck: Readonly<Record<Misfortune["kind"], number>>,
  told: Told,
  shipped: Shipped,
  { kills, outages }: ChaosOptions,
): Record<string, number> {
  const { outage, ...faults } = proxy?.happened ?? { outage: 0 };
  return {
    ...faults,
    ...(proxy && outages > 0 && { outage }),
    // What was asked for and not met yet did not happen.
    "lost-put-answer": struck["lost-put-answer"] - s3Faults.lostPutAnswers,
    "broken-body": struck["broken-body"] - s3Faults.brokenBodies,
    ...(kills > 0 && { "kill -9": told.kills }),
    [BY_CHANCE]: told.redeliveries,
    "event told again": shipped.eventsAgain,
    "object uploaded again": shipped.uploadsAgain,
    "request sent again": shipped.requestsAgain,
    "request hung up on": shipped.hangUps,
  };
}

/** The only thing that neither the seed nor the plan brings about. */
const BY_CHANCE = "message received again";

function withoutChance({ [BY_CHANCE]: _, ...planned }: Readonly<Record<string, number>>): Record<string, number> {
  return planned;
}
