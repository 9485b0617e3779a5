/** Lines that a rule counted, so that people see what it is about. */
import type { AlertRule } from "../../config/alert-rule.ts";
import type { LogStore } from "../../ports.ts";
import { sampleMessages } from "../samples.ts";
import { countedLines } from "./read.ts";
import { lastMinutes } from "./rule-window.ts";

/** Enough to find different ones among. */
const PICK_FROM = 50;

/** The newest, of different templates. @param service empty: of all */
export async function readRuleSamples(
  store: LogStore,
  rule: AlertRule,
  service: string,
  toMs: number,
): Promise<readonly string[]> {
  // The window ended with a minute that may be over for a minute.
  const lines = countedLines(rule, lastMinutes(rule.window.minutes + 1, toMs));
  const { hits } = await store.search({ ...lines, ...(service !== "" && { service }), limit: PICK_FROM });
  return sampleMessages(hits.map(({ record }) => record.message));
}
