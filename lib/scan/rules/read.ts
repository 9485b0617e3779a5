/** The rules of sluice.yml at the end of one minute: each asks the store, and says who breaches it. */

import { summaryOf } from "../../alerts/rule-summary.ts";
import type { RuleReading, Signal } from "../../alerts/signal.ts";
import { type AlertState, lastMinuteLived } from "../../alerts/state.ts";
import { isQuestion, type QuestionRule } from "../../config/alert-rule.ts";
import type { Settings } from "../../config/settings.ts";
import { MINUTE_MS } from "../../durations.ts";
import type { LogFilter, LogStore } from "../../ports.ts";
import { LONGEST_PAUSE_MINUTES } from "../minutes.ts";
import { readAbsence } from "./absence.ts";
import { readBurst } from "./burst.ts";
import { lookUpLines } from "./by-service.ts";
import { readCount } from "./count.ts";
import { readDistinct } from "./distinct.ts";
import type { Finding } from "./finding.ts";
import { partLines, readRatio } from "./ratio.ts";
import { lastMinutes, linesOf, type RuleWindow, ruleWindow } from "./rule-window.ts";
import { readSilence } from "./silence.ts";
import { unlessTimeIsUp } from "./time-up.ts";

export interface MinuteToRead {
  /** The minute that ended. */
  readonly minuteMs: number;
  /** When Sluice last came back after it was away. */
  readonly resumedMs?: number | undefined;
}

/** After a pause what waited arrives little by little: for so long too little says nothing. */
const CATCHING_UP_MINUTES = 15;
/** The store has other work: so many rules ask it at a time. */
const AT_A_TIME = 4;

/** Of the minutes that are over and were not read yet, the last ones: after hours each scan would else ask for hours. */
const MOST_MINUTES = 5;

/** @param toMs where the scan ends */
export function minutesToRead(state: Pick<AlertState, "watermarkMs" | "resumedMs">, toMs: number): MinuteToRead[] {
  const lastMinute = Math.floor(toMs / MINUTE_MS) - 1;
  const waiting = lastMinute - (lastMinuteLived(state) ?? lastMinute - 1);
  const resumed = waiting > LONGEST_PAUSE_MINUTES ? toMs : state.resumedMs;
  const length = Math.max(0, Math.min(MOST_MINUTES, waiting));
  const first = lastMinute - length + 1;
  return Array.from({ length }, (_, n) => ({ minuteMs: (first + n) * MINUTE_MS, resumedMs: resumed }));
}

/**
 * In the order of sluice.yml. Never throws: a rule whose question the store refuses says so, and the others are read.
 * @param timeUp ends it: what was not read by then says so as well
 */
export async function readRules(
  store: LogStore,
  { alerts }: Pick<Settings, "alerts">,
  minute: MinuteToRead,
  timeUp: AbortSignal,
): Promise<RuleReading[]> {
  const readings: RuleReading[] = [];
  const waiting = alerts.rules.filter(isQuestion).entries();
  const readNext = async () => {
    for (const [n, rule] of waiting) readings[n] = await readRule(store, rule, minute, timeUp);
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, readNext));
  return readings;
}

async function readRule(
  store: LogStore,
  rule: QuestionRule,
  minute: MinuteToRead,
  timeUp: AbortSignal,
): Promise<RuleReading> {
  const reading = { rule: rule.name, minuteMs: minute.minuteMs, isUnknown: true, signals: [] };
  // What was held up comes all at once: that is no burst.
  if ((isAboutTooLittle(rule) || rule.type === "burst") && isCatchingUp(rule, minute)) return reading;
  try {
    const signals = await unlessTimeIsUp(timeUp, () => readSignals(store, rule, minute.minuteMs));
    return { ...reading, isUnknown: false, signals };
  } catch (error) {
    return { ...reading, failed: error instanceof Error ? error.message : String(error) };
  }
}

async function readSignals(store: LogStore, rule: QuestionRule, minuteMs: number): Promise<Signal[]> {
  const findings = await findingsOf(store, rule, ruleWindow(rule, minuteMs));
  const eventsOf = await readEvents(store, rule, findings, minuteMs);
  return findings.map((finding) => signalOf(rule, minuteMs, finding, eventsOf(finding.service)));
}

function findingsOf(store: LogStore, rule: QuestionRule, window: RuleWindow): Promise<Finding[]> {
  switch (rule.type) {
    case "count":
    case "rate":
      return readCount(store, rule, window);
    case "ratio":
      return readRatio(store, rule, window);
    case "distinct":
      return readDistinct(store, rule, window);
    case "burst":
      return readBurst(store, rule, window);
    case "silence":
      return readSilence(store, rule, window);
    case "absence":
      return readAbsence(store, rule, window);
    default:
      return rule satisfies never;
  }
}

/** What the last minute adds to an incident: windows overlap, so that adding them up would count lines several times. */
async function readEvents(
  store: LogStore,
  rule: QuestionRule,
  findings: readonly Finding[],
  minuteMs: number,
): Promise<(service: string) => number> {
  if (isAboutTooLittle(rule) || !findings.some(({ isBreaching }) => isBreaching)) return () => 0;
  const minute = lastMinutes(1, minuteMs + MINUTE_MS);
  return lookUpLines(store, countedLines(rule, minute), "by" in rule ? rule.by : undefined);
}

export function countedLines(rule: QuestionRule, window: RuleWindow): LogFilter {
  return rule.type === "ratio" ? partLines(rule, window) : linesOf(rule, window);
}

function signalOf(
  rule: QuestionRule,
  minuteMs: number,
  { service, isBreaching, firstMs, measured }: Finding,
  events: number,
): Signal {
  const { name, severity } = rule;
  return {
    rule: name,
    service,
    pattern: "",
    severity,
    isBreaching,
    template: rule.summary ?? summaryOf(rule),
    isUrgent: rule.for.minutes === 0,
    events: isBreaching ? events : 0,
    // How long it has to hold is counted from the first minute in which it does.
    firstMs: rule.for.minutes === 0 ? firstMs : minuteMs,
    measured,
  };
}

/** What such a rule finds looks the same if Sluice itself was away. */
export function isAboutTooLittle(rule: QuestionRule): boolean {
  return rule.type === "silence" || rule.type === "absence" || ("below" in rule && rule.below !== undefined);
}

function isCatchingUp(rule: QuestionRule, { minuteMs, resumedMs }: MinuteToRead): boolean {
  // What came all at once is in a burst's window, and then for as long in what it is compared with.
  const times = rule.type === "burst" ? 2 : 1;
  const minutes = times * Math.min(rule.window.minutes, CATCHING_UP_MINUTES);
  return resumedMs !== undefined && minuteMs + MINUTE_MS < resumedMs + minutes * MINUTE_MS;
}
