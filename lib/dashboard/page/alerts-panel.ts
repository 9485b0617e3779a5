/** The alerts, firing first, and what is silenced. */
import type { AlertSummary, SilenceAnswer } from "../answers.ts";
import { type AlertActions, drawAlert } from "./alert-card.ts";
import { byId, element } from "./element.ts";
import { formatCount } from "./format.ts";
import { drawSilence } from "./silence-line.ts";

const MAX_SHOWN = 20;

export interface AlertsPanel {
  show(alerts: readonly AlertSummary[], silences: readonly SilenceAnswer[]): void;
}

export function mountAlertsPanel(actions: AlertActions): AlertsPanel {
  const list = byId("alerts", HTMLDivElement);
  const silenced = byId("silences", HTMLUListElement);
  const summary = byId("alerts-summary", HTMLParagraphElement);
  let shown: string | undefined;

  return {
    show(alerts, silences) {
      const state = JSON.stringify([alerts, silences]);
      if (state === shown) return;
      shown = state;
      const firing = alerts.filter(({ phase }) => phase === "firing").length;
      summary.textContent = firing > 0 ? `${formatCount(firing)} firing` : "none firing";
      summary.classList.toggle("firing", firing > 0);
      document.title = firing > 0 ? `(${firing}) Sluice` : "Sluice";
      redraw(list, alerts.slice(0, MAX_SHOWN), actions);
      silenced.replaceChildren(...silences.map((silence) => drawSilence(silence, actions.onEndSilence)));
      silenced.hidden = silences.length === 0;
    },
  };
}

/** What was open stays open, and the focus where it was. */
function redraw(list: HTMLElement, alerts: readonly AlertSummary[], actions: AlertActions): void {
  const open = new Set([...list.querySelectorAll<HTMLElement>("details[open]")].map((node) => node.dataset["key"]));
  const focused = document.activeElement?.closest<HTMLElement>("#alerts details")?.dataset["key"];
  if (alerts.length === 0) {
    list.replaceChildren(
      element("p", { class: "empty" }, "No alerts. A burst of errors shows here, and one mail tells of it."),
    );
    return;
  }
  const nodes = alerts.map((alert) => drawAlert(alert, actions));
  for (const node of nodes) node.open = open.has(node.dataset["key"]);
  list.replaceChildren(...nodes);
  nodes
    .find((node) => node.dataset["key"] === focused)
    ?.querySelector("summary")
    ?.focus();
}
