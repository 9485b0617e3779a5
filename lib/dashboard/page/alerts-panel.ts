/** The alerts: firing first, each with its count, its template and, opened, its samples. */
import type { AlertSummary } from "../answers.ts";
import { button, byId, element } from "./element.ts";
import { formatCount, formatMoment, plural } from "./format.ts";

const MAX_SHOWN = 20;

export interface AlertsPanel {
  show(alerts: readonly AlertSummary[]): void;
}

/** @param onSearch called with the alert whose log lines the viewer wants to see */
export function mountAlertsPanel(onSearch: (alert: AlertSummary) => void): AlertsPanel {
  const list = byId("alerts", HTMLDivElement);
  const summary = byId("alerts-summary", HTMLParagraphElement);
  let shown: string | undefined;

  return {
    show(alerts) {
      const state = JSON.stringify(alerts);
      if (state === shown) return;
      shown = state;
      const firing = alerts.filter(({ phase }) => phase === "firing").length;
      summary.textContent = firing > 0 ? `${formatCount(firing)} firing` : "none firing";
      summary.classList.toggle("firing", firing > 0);
      document.title = firing > 0 ? `(${firing}) Sluice` : "Sluice";
      redraw(list, alerts.slice(0, MAX_SHOWN), onSearch);
    },
  };
}

/** What was open stays open, and the focus where it was. */
function redraw(list: HTMLElement, alerts: readonly AlertSummary[], onSearch: (alert: AlertSummary) => void): void {
  const open = new Set([...list.querySelectorAll<HTMLElement>("details[open]")].map((node) => node.dataset["key"]));
  const focused = document.activeElement?.closest<HTMLElement>("#alerts details")?.dataset["key"];
  if (alerts.length === 0) {
    list.replaceChildren(
      element("p", { class: "empty" }, "No alerts. A burst of errors shows here, and one mail tells of it."),
    );
    return;
  }
  const nodes = alerts.map((alert) => draw(alert, onSearch));
  for (const node of nodes) node.open = open.has(node.dataset["key"]);
  list.replaceChildren(...nodes);
  nodes
    .find((node) => node.dataset["key"] === focused)
    ?.querySelector("summary")
    ?.focus();
}

function draw(alert: AlertSummary, onSearch: (alert: AlertSummary) => void): HTMLDetailsElement {
  return element(
    "details",
    { class: `alert ${alert.phase}`, "data-key": `${alert.service} ${alert.pattern} ${alert.sinceMs}` },
    element(
      "summary",
      {},
      element(
        "span",
        { class: "alert-head" },
        element("span", { class: `tag level-${alert.severity}` }, alert.phase),
        element("strong", {}, alert.service || "no service"),
        element("span", { class: "aside alert-count" }, plural(alert.count, "error")),
      ),
      element("span", { class: "template" }, alert.template || "Its message is being read…"),
      element("span", { class: "when" }, when(alert)),
    ),
    ...alert.samples.map((sample) => element("pre", {}, sample)),
    button("Show these lines", "link", () => onSearch(alert)),
  );
}

function when({ phase, sinceMs, lastSeenMs, resolvedMs }: AlertSummary): string {
  const since = `since ${formatMoment(sinceMs)}`;
  if (phase === "resolved") return `${since}, resolved ${formatMoment(resolvedMs ?? lastSeenMs)}`;
  return `${since}, last seen ${formatMoment(lastSeenMs)}`;
}
