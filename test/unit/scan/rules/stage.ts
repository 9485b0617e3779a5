/** A real store, lines that arrive in it, and one rule as sluice.yml has it. */
import type { RuleReading, Signal } from "../../../../lib/alerts/signal.ts";
import type { AlertRule, AlertRuleOf } from "../../../../lib/config/alert-rule.ts";
import { parseConfig } from "../../../../lib/config.ts";
import type { LogStore } from "../../../../lib/ports.ts";
import type { LogRecord } from "../../../../lib/record.ts";
import { type MinuteToRead, readRules } from "../../../../lib/scan/rules/read.ts";
import { openEmbedded } from "../../../support/embedded.ts";
import { storedDocument } from "../../../support/stored-document.ts";

export const MINUTE_MS = 60_000;
/** The minute that ended; windows end at 12:00. */
export const MINUTE = Date.parse("2026-11-24T11:59:00Z");
export const END_MS = MINUTE + MINUTE_MS;

/** Never up. */
export const TIME_ENOUGH = new AbortController().signal;

export interface Stage {
  readonly store: LogStore;
  /** `times` lines (1), arrived so many minutes before the window's end; their own time is any. */
  arrive(minutesAgo: number, record?: Partial<LogRecord>, times?: number): Promise<void>;
  read(rules: string, minute?: Partial<MinuteToRead>): Promise<RuleReading[]>;
  /** Of the one rule, those that breach. */
  breaches(rule: string, minute?: Partial<MinuteToRead>): Promise<Signal[]>;
}

export async function openStage(): Promise<Stage> {
  const { store } = await openEmbedded();
  let lines = 0;
  const stage: Stage = {
    store,
    async arrive(minutesAgo, record = {}, times = 1) {
      const arrived = new Date(END_MS - minutesAgo * MINUTE_MS).toISOString();
      const documents = Array.from({ length: times }, () =>
        storedDocument(`l${lines++}`, {
          "@timestamp": "2026-11-20T00:00:00.000Z",
          message: "hello",
          "event.ingested": arrived,
          ...record,
        }),
      );
      await store.write(documents);
    },
    read(rules, minute) {
      const settings = parseConfig({}, `alerts: { rules: [${rules}] }`);
      return readRules(store, settings, { minuteMs: MINUTE, ...minute }, TIME_ENOUGH);
    },
    async breaches(rule, minute) {
      const [reading] = await stage.read(`{ name: r, ${rule} }`, minute);
      if (!reading || reading.failed !== undefined) throw new Error(`The rule failed: ${reading?.failed}`);
      return reading.signals.filter(({ isBreaching }) => isBreaching);
    },
  };
  return stage;
}

export function ruleOf<Type extends AlertRule["type"]>(type: Type, keys: string): AlertRuleOf<Type> {
  const [rule] = parseConfig({}, `alerts: { rules: [{ name: r, type: ${type}, ${keys} }] }`).alerts.rules;
  // The type is the one that was written.
  return rule as AlertRuleOf<Type>;
}

export const from = (service: string): Partial<LogRecord> => ({ "service.name": service });
export const error = (service = "checkout"): Partial<LogRecord> => ({ ...from(service), "log.level": "error" });

/** So many lines in each minute from `firstAgo` minutes before the end to `lastAgo`, both included. */
export async function steadily(
  { arrive }: Stage,
  [firstAgo, lastAgo]: readonly [number, number],
  record: Partial<LogRecord> = {},
  { everyMinutes = 1, times = 1 } = {},
): Promise<void> {
  for (let ago = firstAgo; ago >= lastAgo; ago -= everyMinutes) await arrive(ago, record, times);
}
