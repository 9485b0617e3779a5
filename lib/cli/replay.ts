/** `sluice scan` over stored logs: which alerts a dry run finds, which mails a replay would have sent. */
import type { Alert } from "../alerts/alert.ts";
import { mutedBecause } from "../alerts/mute.ts";
import { ERROR_GROUPS } from "../alerts/subject.ts";
import type { Config } from "../config.ts";
import { minutesText } from "../duration.ts";
import { SluiceError } from "../errors.ts";
import type { LogStore } from "../ports.ts";
import { policyOf, scanPolicies } from "../scan/policies.ts";
import { type Replay, type ReplayedMail, replay } from "../scan/replay.ts";
import { replayStore } from "../scan/replay-store.ts";
import { lineWriter } from "./output.ts";
import type { ScanOptions } from "./scan.ts";

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** One JSON line per alert that fires at that time or is about to. */
export async function showAlerts(options: ScanOptions, config: Config): Promise<void> {
  const nowMs = config.nowMs();
  const atMs = options.at?.(nowMs) ?? nowMs;
  const { alerts } = await replayed(options, config, { fromMs: atMs, toMs: atMs }, () => undefined);
  const shown = alerts.filter(({ phase }) => phase !== "resolved");
  const firing = alerts.filter(({ phase }) => phase === "firing");
  for (const alert of shown) {
    const muted = mutedBecause(alert, { atMs, silences: [], settings: config, firing });
    console.log(JSON.stringify(alertLine(alert, config, muted)));
  }
}

/** A line per mail, then the summary. */
export async function replayMails(options: ScanOptions, config: Config, fromMs: number): Promise<void> {
  const nowMs = config.nowMs();
  const span = { fromMs, toMs: options.to?.(nowMs) ?? nowMs };
  if (span.fromMs >= span.toMs)
    throw new SluiceError("refused", "The replay ends before it begins: --from must be the earlier time");
  const output = lineWriter();
  const result = await replayed(options, config, span, (mail) => {
    void output.line(options.json ? mailJson(mail) : mailText(mail));
  });
  await output.line(options.json ? summaryJson(result, span) : summaryText(result, span));
  await output.end();
}

async function replayed(
  options: ScanOptions,
  config: Config,
  span: Span,
  onMail: (mail: ReplayedMail) => void,
): Promise<Replay> {
  const { openStore } = await import("../adapters/open.ts");
  const { openMemoryObjects } = await import("../adapters/memory/objects.ts");
  const settings = options.rule === undefined ? config : onlyRule(config, options.rule);
  const store = await openStore(config);
  try {
    const result = await replay({
      store: replayStore(store, options.by),
      objects: openMemoryObjects(),
      settings,
      ...span,
      everyMs: options.every,
      warmUpMs: options.warmUp,
      places: { pageUrl: config.page.url, dashboardsUrl: config.page.dashboardsUrl },
      onMail,
    });
    for (const { rule, reason } of result.failedRules) {
      console.error(`sluice: the rule ${rule} could not be read: ${reason}`);
      process.exitCode = 1;
    }
    if (options.by === "arrival" && result.alerts.length === 0) await warnOfLateLogs(store, options, span);
    return result;
  } finally {
    await store.close();
  }
}

/** Errors are silenced rather than left out: scans count them in any case. */
function onlyRule(config: Config, name: string): Config {
  const rules = config.alerts.rules.filter((rule) => rule.name === name);
  if (name !== ERROR_GROUPS && rules.length === 0) {
    const names = [ERROR_GROUPS, ...config.alerts.rules.map((rule) => rule.name)].join(", ");
    throw new SluiceError("not-found", `There is no rule ${name}. There are: ${names}`);
  }
  const groups = name === ERROR_GROUPS ? config.alerts.groups : [{ match: {}, when: "never" as const, mutedBy: [] }];
  return { ...config, alerts: { ...config.alerts, rules, groups } };
}

async function warnOfLateLogs(store: LogStore, { warmUp }: ScanOptions, { fromMs, toMs }: Span): Promise<void> {
  const beginMs = fromMs - warmUp;
  if ((await store.count({ ingestedFromMs: beginMs, ingestedToMs: toMs })) > 0) return;
  const dated = await store.count({ fromMs: beginMs, toMs });
  if (dated > 0)
    console.error(`sluice: no line arrived in that time, but ${dated} are dated so: --by time takes those`);
}

function alertLine(alert: Alert, settings: Config, muted: string | undefined) {
  const { phase, severity, rule, service, pattern, template, sinceMs, count, measured, told, samples } = alert;
  const policy = policyOf({ rule, service, pattern, template }, scanPolicies(settings));
  return {
    phase,
    severity,
    rule,
    service,
    pattern,
    what: template,
    since: iso(sinceMs),
    count,
    ...(measured && { measured: `${measured.value} ${measured.unit} (limit ${measured.limit})` }),
    route: policy?.route,
    ...(muted !== undefined && { muted }),
    ...(told && { lastMail: iso(told.atMs) }),
    samples,
  };
}

function mailText({ atMs, notification }: ReplayedMail): string {
  return `${iso(atMs)}  ${notification.subject}`;
}

function mailJson({ atMs, route, notification: { subject, body } }: ReplayedMail): string {
  return JSON.stringify({ at: iso(atMs), route, subject, body });
}

function summaryText({ mails, incidents }: Replay, { fromMs, toMs }: Span): string {
  const counts = [...incidents].map(([rule, n]) => `${rule} ${n}`);
  const length = minutesText(Math.round((toMs - fromMs) / 60_000));
  return `${plural(mails, "mail")} in ${length}; incidents by rule: ${counts.join(", ") || "none"}`;
}

function summaryJson({ scans, mails, incidents, failedRules }: Replay, { fromMs, toMs }: Span): string {
  const span = { from: iso(fromMs), to: iso(toMs) };
  return JSON.stringify({ summary: { ...span, scans, mails, incidents: Object.fromEntries(incidents), failedRules } });
}

function plural(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}

function iso(timeMs: number): string {
  return new Date(timeMs).toISOString();
}
