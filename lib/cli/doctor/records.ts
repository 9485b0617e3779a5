/** The ledger's days: that they add up, and that the store has what it confirmed. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Config } from "../../config.ts";
import { checkDay, type DayCheck, sumOf } from "../../ledger/check.ts";
import { type DatasetCounts, dayOf } from "../../ledger/counts.ts";
import type { DayTotal } from "../../ledger/day.ts";
import type { LogStore } from "../../ports.ts";
import { type Finding, failed, number, plural } from "./finding.ts";

/** When a store shows what it took: on OpenSearch after 5 s, as the template has it; Serverless refreshes as it likes, within a minute. */
const VISIBLE_AFTER_MS = 12_000;
const VISIBLE_AFTER_SERVERLESS_MS = 65_000;
const ASK_AGAIN_MS = 2_000;
const MOST_DATASETS = 10;
const LOSS_ADVICE =
  "Look whether an index was deleted, restored from an older snapshot, or has lost a shard. Objects that still lie in the bucket can be ingested again: what is there counts as duplicate";

/** @param store undefined where it does not answer: the counts are shown all the same */
export async function checkRecords(
  days: ReadonlyMap<string, DayTotal>,
  store: LogStore | undefined,
  config: Config,
): Promise<Finding[]> {
  if (days.size === 0) return [{ check: "records", status: "ok", detail: "the ledger has no entry yet" }];
  const findings: Finding[] = [];
  for (const [day, total] of days) {
    try {
      findings.push(findingOf(day, total, store && (await checkVisible(store, day, total, config))));
    } catch (error) {
      findings.push(failed(`records ${day}`, error));
    }
  }
  return findings;
}

/** What came in a moment ago may not be visible yet: a gap of the day that still runs is looked at until it must be. */
async function checkVisible(store: LogStore, day: string, total: DayTotal, config: Config): Promise<DayCheck> {
  const untilMs = performance.now() + visibleAfterMs(config);
  const options = { nowMs: config.nowMs(), retentionDays: config.index.retentionDays };
  const isRunning = day >= dayOf(options.nowMs);
  for (;;) {
    const check = await checkDay(store, day, total, options);
    if (check.missing === 0 || !isRunning || performance.now() >= untilMs) return check;
    await sleep(ASK_AGAIN_MS);
  }
}

function visibleAfterMs({ storeUrl, storeArn = "" }: Config): number {
  if (storeUrl.startsWith("sqlite:")) return 0;
  const isServerless = /\.aoss\./.test(storeUrl) || storeArn.split(":")[2] === "aoss";
  return isServerless ? VISIBLE_AFTER_SERVERLESS_MS : VISIBLE_AFTER_MS;
}

function findingOf(day: string, total: DayTotal, checked: DayCheck | undefined): Finding {
  const check = `records ${day}`;
  const whole = balanceOf(total.counts);
  const lines = linesOf(total.counts);
  const data = { day, datasets: total.counts, ...(checked && { store: checked }) };
  if (!whole.isEven) {
    return {
      check,
      status: "fail",
      detail: `${whole.text}: this does not add up`,
      lines,
      data,
      advice: "This is a mistake of Sluice: please report it",
    };
  }
  if (!checked) return { check, status: "warn", detail: `${whole.text}; the store was not asked`, lines, data };
  if (checked.missing === 0)
    return { check, status: "ok", detail: `${whole.text}; ${storedText(checked)}`, lines, data };
  const of = checked.datasets.map(({ dataset, missing }) => `${dataset} ${number(missing)}`).join(", ");
  const gap = `MISSING ${plural(checked.missing, "record")}: the store confirmed ${number(checked.expected)} and has ${number(checked.stored)}`;
  return {
    check,
    status: "fail",
    detail: `${gap}${of === "" ? "" : ` (${of})`}. ${whole.text}`,
    lines,
    data,
    advice: LOSS_ADVICE,
  };
}

function storedText({ expected, stored, uncounted, notCompared }: DayCheck): string {
  const old = notCompared > 0 ? `, ${number(notCompared)} are too old to be compared` : "";
  const more =
    uncounted > 0
      ? `, and ${number(uncounted)} more: of functions that were stopped, or have not written their count yet`
      : "";
  return stored === 0 && expected === 0
    ? `none to compare${old}`
    : `the store has all ${number(expected)}${more}${old}`;
}

function balanceOf(rows: readonly Omit<DatasetCounts, "day" | "dataset">[]): { isEven: boolean; text: string } {
  const received = sumOf(rows, (row) => row.received);
  const parts = (["indexed", "duplicate", "filtered", "quarantined"] as const).map(
    (name) => [name, sumOf(rows, (row) => row[name])] as const,
  );
  const text = `${number(received)} received = ${parts.map(([name, count]) => `${number(count)} ${name}`).join(" + ")}`;
  return { isEven: received === sumOf(parts, ([, count]) => count), text };
}

/** One dataset is the whole. */
function linesOf(rows: readonly DatasetCounts[]): string[] {
  if (rows.length < 2) return [];
  const most = [...rows].sort((a, b) => b.received - a.received);
  const lines = most.slice(0, MOST_DATASETS).map((row) => `${row.dataset || "(no dataset)"}: ${balanceOf([row]).text}`);
  return rows.length > MOST_DATASETS ? [...lines, `and ${rows.length - MOST_DATASETS} more: --json has all`] : lines;
}
