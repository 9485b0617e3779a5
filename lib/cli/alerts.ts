import { userInfo } from "node:os";
import type { Command } from "commander";
import { acknowledge, findAlert, unacknowledge } from "../alerts/acknowledge.ts";
import { byUrgency, type SilenceMatch } from "../alerts/alert.ts";
import { durationText, numberText } from "../alerts/figures.ts";
import { addSilence, currentSilences, endSilence, matchOf, newSilence } from "../alerts/silence.ts";
import { changeAlertState, readAlertState } from "../alerts/state.ts";
import { summarize } from "../alerts/summary.ts";
import type { AlertSummary } from "../dashboard/answers.ts";
import type { ObjectStore } from "../ports.ts";
import { parseUntil, type TimeArgument } from "./arguments.ts";
import { commandConfig } from "./configuration.ts";
import { lineWriter } from "./output.ts";

const EXAMPLES = `
Examples:
  sluice alerts ls
  sluice alerts ack 3f2a9c1b --why "rolling back" --until 2h
  sluice alerts silence 3f2a9c1b --until 1d --why "known, fixed on Monday"
  sluice alerts silence --service 'batch-*' --until 2026-11-24T06:00:00Z --why "migration"
  sluice alerts unsilence 9d01c44e

The state lies in OBJECTS_URL: with s3://BUCKET these act on what is deployed.`;

interface Decision {
  readonly why: string;
  readonly by: string;
  readonly until?: TimeArgument;
}

interface SilenceOptions extends Decision, SilenceMatch {
  readonly until: TimeArgument;
}

export function addAlerts(program: Command): void {
  const alerts = program
    .command("alerts")
    .description("what fires, who is at it, and what nobody is told of")
    .addHelpText("after", EXAMPLES);
  alerts
    .command("ls")
    .description("the alerts that fire, the more urgent first, and the silences")
    .option("--all", "also those that nobody was told of yet, and those that are over")
    .option("--json", "the alerts only, one JSON line each")
    .action(list);
  decision(alerts.command("ack <id>"))
    .description("somebody is at it: no more digests; RESOLVED is told all the same")
    .option("--until <time>", "ISO, or how long (30m, 2h, 1d); left out: as long as it fires", parseUntil)
    .action(runAcknowledge);
  alerts.command("unack <id>").description("nobody is at it any more").action(runUnacknowledge);
  decision(alerts.command("silence [id]"))
    .description("nobody is told of this alert, or of all that match; * is any text")
    .requiredOption("--until <time>", "ISO, or how long (30m, 2h, 1d); at most 30 days", parseUntil)
    .option("--rule <name>", "only of this rule; errors is that of error groups")
    .option("--service <name>", "only of this service")
    .option("--pattern <pattern>", "only of this pattern")
    .option("--template <text>", "only where the template is this")
    .action(runSilence);
  alerts.command("unsilence <id>").description("ends a silence before its time").action(runUnsilence);
}

function decision(command: Command): Command {
  return command
    .requiredOption("--why <text>", "others will read it")
    .option("--by <name>", "who you are", loginName());
}

/** A container's user may have no name. */
function loginName(): string {
  try {
    return userInfo().username;
  } catch {
    return "";
  }
}

async function list({ all, json }: { readonly all?: boolean; readonly json?: boolean }): Promise<void> {
  const { objects, nowMs } = await place();
  const { alerts, silences } = await readAlertState(objects);
  const shown = alerts
    .filter(({ phase }) => all || phase === "firing")
    .sort(byUrgency)
    .map((alert) => summarize(alert, silences, nowMs));
  const output = lineWriter();
  if (json) {
    for (const alert of shown) await output.line(JSON.stringify(alert));
    return output.end();
  }
  if (shown.length === 0) await output.line(all ? "No alerts." : "Nothing fires.");
  for (const alert of shown) for (const line of describe(alert, nowMs)) await output.line(line);
  for (const { id, by, why, untilMs, match } of currentSilences(silences, nowMs)) {
    const what = Object.entries(match).map(([name, text]) => `${name} ${text}`);
    await output.line(`silence ${id}  ${what.join(", ")} until ${iso(untilMs)}: ${by}, ${why}`);
  }
  return output.end();
}

function* describe(alert: AlertSummary, nowMs: number): Generator<string> {
  const { id, phase, severity, rule, service, count, sinceMs, resolvedMs, template, acknowledged, silence } = alert;
  const lasted = durationText((resolvedMs ?? nowMs) - sinceMs);
  const about = [service || "no service", ...(rule === "errors" ? [] : [rule])].join(" ");
  yield `${id}  ${phase} ${severity}  ${about}  ${numberText(count)} since ${iso(sinceMs)} (${lasted})`;
  yield `          ${template.replace(/\s+/g, " ")}`;
  if (acknowledged)
    yield `          ${acknowledged.by} is at it${untilText(acknowledged.untilMs)}: ${acknowledged.why}`;
  if (silence) yield `          silenced by ${silence.by}${untilText(silence.untilMs)}: ${silence.why} (${silence.id})`;
}

async function runAcknowledge(id: string, { why, by, until }: Decision): Promise<void> {
  const { objects, nowMs } = await place();
  const decided = { by, why, atMs: nowMs, ...(until && { untilMs: until(nowMs) }) };
  const state = await changeAlertState(objects, (current) => acknowledge(current, id, decided));
  console.log(JSON.stringify(summarize(findAlert(state, id), state.silences, nowMs)));
}

async function runUnacknowledge(id: string): Promise<void> {
  const { objects, nowMs } = await place();
  const state = await changeAlertState(objects, (current) => unacknowledge(current, id));
  console.log(JSON.stringify(summarize(findAlert(state, id), state.silences, nowMs)));
}

async function runSilence(id: string | undefined, options: SilenceOptions, command: Command): Promise<void> {
  const { why, by, until, ...match } = options;
  if ((id === undefined) === (Object.keys(match).length === 0)) {
    command.error("error: name an alert, or what to match: --service '*' matches all that have a service");
  }
  const { objects, nowMs } = await place();
  let silence = newSilence({ by, why, fromMs: nowMs, untilMs: until(nowMs), match });
  await changeAlertState(objects, (state) => {
    if (id !== undefined) silence = newSilence({ ...silence, match: matchOf(findAlert(state, id)) });
    return addSilence(state, silence, nowMs);
  });
  console.log(JSON.stringify(silence));
}

async function runUnsilence(id: string): Promise<void> {
  const { objects } = await place();
  await changeAlertState(objects, (state) => endSilence(state, id));
  console.log(JSON.stringify({ ended: id }));
}

async function place(): Promise<{ objects: ObjectStore; nowMs: number }> {
  const config = await commandConfig({});
  const { openObjects } = await import("../adapters/open.ts");
  return { objects: await openObjects(config), nowMs: config.nowMs() };
}

function untilText(untilMs: number | undefined): string {
  return untilMs === undefined ? "" : ` until ${iso(untilMs)}`;
}

function iso(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 16)}Z`;
}
