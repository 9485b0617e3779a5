import { expect, test } from "vitest";
import { openMemoryQueue } from "../../../lib/adapters/memory/queue.ts";
import { SluiceError } from "../../../lib/errors.ts";
import { readWake } from "../../../lib/ingest/wake.ts";
import type { ScanReport } from "../../../lib/scan/run.ts";
import { scanWoken } from "../../../lib/scan/woken.ts";

const NOW_MS = Date.parse("2026-11-23T10:00:00Z");
const NOTHING_NEW: ScanReport = {
  fromMs: NOW_MS - 900_000,
  toMs: NOW_MS,
  behindMs: 0,
  newErrors: 0,
  uncounted: 0,
  fired: 0,
  resolved: 0,
  firing: 0,
  mails: 0,
  failures: [],
  missed: [],
  failedRules: [],
};

/** @returns what became of it, and how many misses the message for the next scan tells; undefined if there is none */
async function woken(
  misses: number,
  scan: () => Promise<ScanReport>,
  refresh: () => Promise<boolean>,
  withinMs = 10_000,
) {
  const wakeQueue = openMemoryQueue();
  const options = { store: { refresh }, wakeQueue, withinMs, nowMs: () => NOW_MS };
  const outcome = await scanWoken({ slot: 1, misses }, scan, options);
  const [message] = await wakeQueue.receive(1, 0);
  return { ...outcome, next: message && readWake(message.body)?.misses };
}

const visible = async () => true;
const later = async () => false;
const found = (newErrors: number) => async () => ({ ...NOTHING_NEW, newErrors });

test("a store that shows all it took is scanned once, whatever is found", async () => {
  for (const newErrors of [0, 5]) {
    const { next, report, errors } = await woken(0, found(newErrors), visible);
    expect({ next, newErrors: report?.newErrors, errors }).toEqual({ next: undefined, newErrors, errors: [] });
  }
});

test("the store is made to show what it took before the scan reads", async () => {
  const order: string[] = [];
  await woken(
    0,
    async () => {
      order.push("scan");
      return NOTHING_NEW;
    },
    async () => order.push("refresh") > 0,
  );
  expect(order).toEqual(["refresh", "scan"]);
});

test("a store that shows its records later is scanned again, until several scans in a row found nothing new", async () => {
  const misses = [];
  for (let next: number | undefined = 0; next !== undefined; ) {
    misses.push(next);
    next = (await woken(next, found(0), later)).next;
  }
  expect(misses).toEqual([0, 1, 2, 3, 4, 5]);
  expect((await woken(4, found(1), later)).next).toBe(0);
});

test("a scan that fails is asked for again, and not for ever", async () => {
  const fail = () => Promise.reject(new SluiceError("unavailable", "the store is down"));
  expect(await woken(0, fail, visible)).toMatchObject({ next: 1, errors: [{ message: "the store is down" }] });
  expect(await woken(0, found(0), fail)).toMatchObject({ next: 1, errors: [{ message: "the store is down" }] });
  expect((await woken(5, fail, visible)).next).toBeUndefined();
});

test("a scan that hangs is given up before the function is cut off", async () => {
  const { next, report, errors } = await woken(0, () => new Promise<ScanReport>(() => {}), visible, 20);
  expect({ next, report, errors: errors.length }).toEqual({ next: 1, report: undefined, errors: 1 });
});
