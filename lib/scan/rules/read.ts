/** The rules of sluice.yml at the end of one minute: each asks the store, and says who breaches it. */
import type { RuleReading, Signal } from "../../alerts/signal.ts";
import type { AlertRule } from "../../config/alert-rule.ts";
import type { Settings } from "../../config/settings.ts";
import type { LogStore } from "../../ports.ts";
import { MINUTE_MS } from "../window.ts";
import { readAbsence } from "./absence.ts";
import { readBurst } from "./burst.ts";
import { lookUpLines } from "./by-service.ts";
import { readCount } from "./count.ts";
import { readDistinct } from "./distinct.ts";
import type { Finding } from "./finding.ts";
import { bothQueries, readRatio } from "./ratio.ts";
import { lastMinutes, linesOf, type RuleWindow, ruleWindow } from "./rule-window.ts";
import { readSilence } from "./silence.ts";

export interface MinuteToRead {
  /** The minute that ended. */
  readonly minuteMs: number;
  /** Scans or deliveries have just come back after a pause: that little arrived says nothing. */
  readonly isInterrupted: boolean;
}

/** The store has other work: so many rules ask it at a time. */
const AT_A_TIME = 4;

/** In the order of sluice.yml. Never throws: a rule whose question the store refuses says so, and the others are read. */
export async function readRules(
  store: LogStore,
  { alerts }: Pick<Settings, "alerts">,
  minute: MinuteToRead,
): Promise<RuleReading[]> {
  const readings: RuleReading[] = [];
  const waiting = alerts.rules.entries();
  const readNext = async () => {
    for (const [n, rule] of waiting) readings[n] = await readRule(store, rule, minute);
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, readNext));
  return readings;
}

async function readRule(store: LogStore, rule: AlertRule, minute: MinuteToRead): Promise<RuleReading> {
  const { minuteMs, isInterrupted } = minute;
  const reading = { rule: rule.name, minuteMs, isUnknown: true, signals: [] };
  if (isInterrupted && isAboutTooLittle(rule)) return reading;
  try {
    const window = ruleWindow(rule, minuteMs);
    const findings = await findingsOf(store, rule, window);
    const eventsOf = await readEvents(store, rule, findings, minuteMs);
    const signals = findings.map((finding) => signalOf(rule, finding, eventsOf(finding.service)));
    return { ...reading, isUnknown: false, signals };
  } catch (error) {
    return { ...reading, failed: error instanceof Error ? error.message : String(error) };
  }
}

function findingsOf(store: LogStore, rule: AlertRule, window: RuleWindow): Promise<Finding[]> {
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
  rule: AlertRule,
  findings: readonly Finding[],
  minuteMs: number,
): Promise<(service: string) => number> {
  if (isAboutTooLittle(rule) || !findings.some(({ isBreaching }) => isBreaching)) return () => 0;
  const query = rule.type === "ratio" ? bothQueries(rule) : rule.query;
  const filter = linesOf({ query, errors: rule.errors }, lastMinutes(1, minuteMs + MINUTE_MS));
  return lookUpLines(store, filter, "by" in rule ? rule.by : undefined);
}

function signalOf(rule: AlertRule, { service, isBreaching, firstMs, measured }: Finding, events: number): Signal {
  const { name, severity } = rule;
  return {
    rule: name,
    service,
    pattern: "",
    severity,
    isBreaching,
    isUrgent: rule.for.minutes === 0,
    events: isBreaching ? events : 0,
    firstMs,
    measured,
  };
}

/** What such a rule finds looks the same if Sluice itself was away. */
function isAboutTooLittle(rule: AlertRule): boolean {
  return rule.type === "silence" || rule.type === "absence" || ("below" in rule && rule.below !== undefined);
}
