/** The page: a selection in the address, panels that show it, two clocks that keep them fresh. */
import { fieldClause } from "../../query.ts";
import type { AlertSummary, LevelCount, RateAnswer, ServiceCount, SilenceAnswer } from "../answers.ts";
import { alertActions } from "./alert-actions.ts";
import { mountAlertsPanel } from "./alerts-panel.ts";
import { ask, askHealth } from "./api.ts";
import { mountDecisionDialog } from "./decision-dialog.ts";
import { byId } from "./element.ts";
import { createExpectations } from "./expectations.ts";
import { mountLevelsPanel } from "./levels-panel.ts";
import { mountLogsPanel } from "./logs-panel.ts";
import { mountRatePanel } from "./rate-panel.ts";
import { startRefresh } from "./refresh.ts";
import { apiParameters, narrowed, rangeOf, readSelection, type Selection, writeSelection } from "./selection.ts";
import { mountToolbar } from "./toolbar.ts";
import { mountTrouble } from "./trouble.ts";

const LOGS_INTERVAL_MS = 3_000;
const CHARTS_INTERVAL_MS = 6_000;

let selection = readSelection(location.search);

const trouble = mountTrouble();
const toolbar = mountToolbar((change) => select({ ...selection, ...change }));
const rate = mountRatePanel();
const expectations = createExpectations();
const levels = mountLevelsPanel((level) => select({ ...selection, level }));
const alerts = mountAlertsPanel(
  alertActions({
    onSearch: (alert) => select(narrowed({ ...selection, level: "" }, ...clausesOf(alert))),
    ask: mountDecisionDialog(),
    onChanged: () => chartsRefresh.now(),
    onTrouble: (message) => trouble("alerts", message),
  }),
);
const logs = mountLogsPanel({
  selection: () => selection,
  onNarrow: (clause) => select(narrowed(selection, clause)),
  onClearFilters: () => select({ ...selection, query: "", service: "", level: "" }),
  onResume: () => logsRefresh.now(),
  onTrouble: (message) => trouble("older", message),
});

toolbar.show(selection);
const logsRefresh = startRefresh({
  intervalMs: LOGS_INTERVAL_MS,
  task: logs.refresh,
  isPaused: logs.isPaused,
  onTrouble: (message) => trouble("logs", message),
});
const chartsRefresh = startRefresh({
  intervalMs: CHARTS_INTERVAL_MS,
  task: refreshCharts,
  isPaused: () => false,
  onTrouble: (message) => trouble("charts", message),
});
window.addEventListener("popstate", () => show(readSelection(location.search)));

function select(next: Selection): void {
  history.pushState(null, "", `${location.pathname}${writeSelection(next)}`);
  show(next);
}

function show(next: Selection): void {
  selection = next;
  toolbar.show(next);
  logs.clear();
  // What was expected of the one says nothing of the other, and may be all there is for a while.
  rate.showExpected(undefined);
  logsRefresh.now();
  chartsRefresh.now();
}

/** Each panel shows what it gets: alerts and health answer while the log store is down. */
async function refreshCharts(signal: AbortSignal): Promise<void> {
  const asked = selection;
  const parameters = apiParameters(asked);
  const show = <T>(answer: Promise<T>, draw: (answer: T) => void): Promise<void> =>
    answer.then((value) => {
      if (!signal.aborted) draw(value);
    });
  const results = await Promise.allSettled([
    show(ask<RateAnswer>("rate", parameters, signal), (answer) => rate.show(answer, rangeOf(asked))),
    show(expectations(asked, signal), rate.showExpected),
    // The ring shows all levels, the chosen one among them; the list of services likewise.
    show(ask<LevelCount[]>("levels", { ...parameters, level: "" }, signal), (answer) =>
      levels.show(answer, asked.level),
    ),
    show(ask<ServiceCount[]>("services", { from: asked.range }, signal), toolbar.showServices),
    show(
      Promise.all([ask<AlertSummary[]>("alerts", {}, signal), ask<SilenceAnswer[]>("silences", {}, signal)]),
      ([known, silences]) => alerts.show(known, silences),
    ),
    show(askHealth(signal), showHealth),
  ]);
  const failed = results.find((result) => result.status === "rejected");
  if (failed) throw failed.reason;
}

function showHealth({ ok, detail }: { ok: boolean; detail: string }): void {
  const badge = byId("health", HTMLParagraphElement);
  badge.className = `health ${ok ? "good" : "bad"}`;
  const text = ok ? `Healthy · ${detail}` : `Store down · ${detail}`;
  if (badge.textContent !== text) badge.textContent = text;
  badge.title = text;
}

/** The log lines of an alert's group. */
function clausesOf({ service, pattern }: AlertSummary): string[] {
  return [
    ...(service === "" ? [] : [fieldClause("service", service)]),
    ...(pattern === "" ? [] : [fieldClause("pattern", pattern)]),
  ];
}
