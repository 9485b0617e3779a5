/** Reads a few messages of a group, so that people see what happened and not only how often. */
import type { Alert } from "../alerts/alert.ts";
import { cutText } from "../alerts/text.ts";
import { patternOf } from "../patterns/pattern.ts";
import type { LogStore } from "../ports.ts";
import type { LogRecord } from "../record.ts";

export type AlertSamples = Pick<Alert, "template" | "samples">;

type AlertGroup = Pick<Alert, "service" | "pattern">;

const MAX_SAMPLES = 3;
const SAMPLE_LENGTH = 500;
const TEMPLATE_LENGTH = 200;
/** Equal messages are shown once; and a filter cannot ask for absence: records without service or pattern are picked here. */
const PICK_FROM = 50;

/** The newest different ones of this incident that arrived before `toMs`; undefined if the store shows none (yet). */
export async function readSamples(store: LogStore, alert: Alert, toMs: number): Promise<AlertSamples | undefined> {
  const { service, pattern, sinceMs } = alert;
  const page = await store.search({
    errorsOnly: true,
    ingestedFromMs: sinceMs,
    ingestedToMs: toMs,
    ...(service !== "" && { service }),
    ...(pattern !== "" && { pattern }),
    limit: PICK_FROM,
  });
  const own = page.hits.filter(({ record }) => isOf(record, alert));
  const messages = [...new Set(own.map(({ record }) => record.message))].slice(0, MAX_SAMPLES);
  const [newest] = messages;
  if (newest === undefined) return undefined;
  return {
    template: cutText(patternOf(newest).template, TEMPLATE_LENGTH),
    samples: messages.map((message) => cutText(message, SAMPLE_LENGTH)),
  };
}

function isOf(record: LogRecord, { service, pattern }: AlertGroup): boolean {
  return (record["service.name"] ?? "") === service && (record["log.pattern"] ?? "") === pattern;
}

/** A few, each cut, of different templates. */
export function sampleMessages(messages: readonly string[]): string[] {
  const byPattern = new Map<string, string>();
  for (const message of messages) {
    const { pattern } = patternOf(message);
    if (!byPattern.has(pattern)) byPattern.set(pattern, cutText(message, SAMPLE_LENGTH));
    if (byPattern.size === MAX_SAMPLES) break;
  }
  return [...byPattern.values()];
}

/** The pattern that a group has under the present masker; undefined if the store has no record of it any more. */
export async function readPattern(store: LogStore, group: AlertGroup): Promise<string | undefined> {
  const { service, pattern } = group;
  const filter = { errorsOnly: true, pattern, ...(service !== "" && { service }) };
  const { hits } = await store.search({ ...filter, limit: service === "" ? PICK_FROM : 1 });
  const own = hits.find(({ record }) => isOf(record, group));
  return own && patternOf(own.record.message).pattern;
}
