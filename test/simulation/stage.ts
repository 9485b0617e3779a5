/** The real scan on a real store, with what may happen to its runs; and a notifier that keeps what it is given. */
import { openMemoryObjects } from "../../lib/adapters/memory/objects.ts";
import { openSqliteStore } from "../../lib/adapters/sqlite/store.ts";
import type { Notice } from "../../lib/alerts/notice.ts";
import { ALERTS_KEY, readAlertState } from "../../lib/alerts/state.ts";
import type { Settings } from "../../lib/config/settings.ts";
import { isSluiceError } from "../../lib/errors.ts";
import { patternOf } from "../../lib/patterns/pattern.ts";
import type { Notifier, ObjectStore, StoredDocument } from "../../lib/ports.ts";
import { scan } from "../../lib/scan/run.ts";
import { storedDocument } from "../support/stored-document.ts";
import { died, downStore, type Life, mailIsDown, mortalObjects } from "./faults.ts";
import type { Mail } from "./mails.ts";
import type { Arrival } from "./world/arrivals.ts";
import type { RunFate } from "./world/runs.ts";

interface Circumstances {
  readonly atMs: number;
  /** What the run takes for now. */
  readonly nowMs: number;
  readonly fate: Exclude<RunFate, "skipped">;
  readonly isStoreDown: boolean;
  readonly isMailDown: boolean;
}

/** How the runs went. */
export interface RunFigures {
  runs: number;
  failed: number;
  died: number;
  readonly scanMs: number[];
  maxStateBytes: number;
  /** More than one mail of one run. */
  excessMails: number;
  /** Runs that did not do all they were there for. */
  readonly lostRunsMs: number[];
}

export interface Stage extends AsyncDisposable {
  readonly mails: readonly Mail[];
  readonly figures: RunFigures;
  write(arrivals: readonly Arrival[]): Promise<void>;
  /** A run that was due and is not made. */
  skip(atMs: number): void;
  /** @returns whether it came to its end, or died; else it failed, and may be tried again */
  scan(circumstances: Circumstances): Promise<boolean>;
}

export async function openStage(settings: Settings): Promise<Stage> {
  const store = await openSqliteStore({ path: ":memory:", granularity: "day" });
  const objects = openMemoryObjects();
  const mails: Mail[] = [];
  const figures: RunFigures = {
    runs: 0,
    failed: 0,
    died: 0,
    scanMs: [],
    maxStateBytes: 0,
    excessMails: 0,
    lostRunsMs: [],
  };
  let documents = 0;

  function measure(key: string, body: Uint8Array | string): void {
    if (key === ALERTS_KEY) figures.maxStateBytes = Math.max(figures.maxStateBytes, Buffer.byteLength(body));
  }

  async function runOnce(circumstances: Circumstances): Promise<boolean> {
    let isDone = true;
    const life: Life = { isOver: false };
    const before = mails.length;
    const startedMs = performance.now();
    figures.runs++;
    try {
      const report = await scan({
        store: circumstances.isStoreDown ? downStore(store) : store,
        objects: mortalObjects(objects, life, circumstances.fate, measure),
        notifierOf: async (route) => mortalNotifier(route, life, circumstances),
        settings,
        nowMs: circumstances.nowMs,
      });
      if (life.isOver) throw died();
      for (const { reason } of report.failures) throw circumstances.isMailDown ? mailIsDown() : new Error(reason);
    } catch (error) {
      // A mistake of ours is none of the simulated.
      if (!isSluiceError(error)) throw error;
      figures.lostRunsMs.push(circumstances.atMs);
      if (life.isOver) figures.died++;
      else {
        figures.failed++;
        isDone = false;
      }
    }
    figures.scanMs.push(performance.now() - startedMs);
    figures.excessMails += Math.max(0, mails.length - before - 1);
    return isDone;
  }

  function mortalNotifier(route: string, life: Life, { atMs, isMailDown, fate }: Circumstances): Notifier {
    return {
      async send({ subject }) {
        if (life.isOver) throw died();
        if (isMailDown) throw mailIsDown();
        const isUnsettled = fate === "dies after the mail";
        mails.push({ atMs, subject, notices: await claimedNotices(objects, route), isUnsettled });
        life.isOver = isUnsettled;
        return { messageId: String(mails.length) };
      },
    };
  }

  return {
    mails,
    figures,

    async write(arrivals) {
      if (arrivals.length > 0) await store.write(arrivals.map((arrival) => documentOf(arrival, documents++)));
    },

    skip(atMs) {
      figures.lostRunsMs.push(atMs);
    },

    async scan(circumstances) {
      const times = circumstances.fate === "doubled" ? 2 : 1;
      const done = await Promise.all(Array.from({ length: times }, () => runOnce(circumstances)));
      return done.every(Boolean);
    },

    [Symbol.asyncDispose]: () => store.close(),
  };
}

function documentOf({ line, ingestedMs }: Arrival, n: number): StoredDocument {
  return storedDocument(`s${n}`, {
    "@timestamp": new Date(line.timeMs).toISOString(),
    message: line.message,
    "log.level": line.isError ? "error" : "info",
    ...(line.isError && { "log.pattern": patternOf(line.message).pattern }),
    "service.name": line.service.name,
    "event.ingested": new Date(ingestedMs).toISOString(),
  });
}

/** What the run that sends has claimed is what it tells of. */
async function claimedNotices(objects: ObjectStore, route: string): Promise<readonly Notice[]> {
  const { outboxes } = await readAlertState(objects);
  return outboxes[route]?.claim?.notices ?? [];
}
