/** One alert: what and how many; opened, its samples, who is at it, and what the viewer can do about it. */
import type { AlertSummary } from "../answers.ts";
import { button, type Child, element } from "./element.ts";
import { formatCount, formatMoment, plural } from "./format.ts";

export interface AlertActions {
  /** The viewer wants to see its log lines. */
  readonly onSearch: (alert: AlertSummary) => void;
  readonly onAcknowledge: (alert: AlertSummary) => void;
  readonly onUnacknowledge: (alert: AlertSummary) => void;
  readonly onSilence: (alert: AlertSummary) => void;
  readonly onEndSilence: (id: string) => void;
}

export function drawAlert(alert: AlertSummary, actions: AlertActions): HTMLDetailsElement {
  const { acknowledged, silence } = alert;
  return element(
    "details",
    { class: `alert ${alert.phase}`, "data-key": `${alert.id} ${alert.sinceMs}` },
    element(
      "summary",
      {},
      element(
        "span",
        { class: "alert-head" },
        element("span", { class: `tag level-${alert.severity}` }, alert.phase),
        element("strong", {}, alert.service || (alert.rule === "errors" ? "no service" : alert.rule)),
        ...(acknowledged ? [element("span", { class: "tag level-info" }, "taken")] : []),
        ...(silence ? [element("span", { class: "tag level-debug" }, "silenced")] : []),
        element("span", { class: "aside alert-count" }, countOf(alert)),
      ),
      element("span", { class: "template" }, alert.template || "Its message is being read…"),
      element("span", { class: "when" }, when(alert)),
    ),
    ...(acknowledged ? [decision(`${acknowledged.by} is at it`, acknowledged)] : []),
    ...(silence ? [decision(`Silenced by ${silence.by}`, silence)] : []),
    element("p", { class: "alert-actions" }, ...buttonsFor(alert, actions)),
    ...alert.samples.map((sample) => element("pre", {}, sample)),
  );
}

function buttonsFor(alert: AlertSummary, actions: AlertActions): Child[] {
  const { silence, acknowledged, service, pattern, phase } = alert;
  const act = (label: string, does: (alert: AlertSummary) => void) => button(label, "link", () => does(alert));
  return [
    ...(service || pattern ? [act("Show these lines", actions.onSearch)] : []),
    ...(phase === "resolved"
      ? []
      : [acknowledged ? act("Take back", actions.onUnacknowledge) : act("Acknowledge", actions.onAcknowledge)]),
    silence ? button("End silence", "link", () => actions.onEndSilence(silence.id)) : act("Silence", actions.onSilence),
  ];
}

function decision(who: string, { why, untilMs }: { readonly why: string; readonly untilMs?: number }): HTMLElement {
  return element(
    "p",
    { class: "decision" },
    `${who}${untilMs === undefined ? "" : ` until ${formatMoment(untilMs)}`}: ${why}`,
  );
}

function countOf({ rule, count, measured }: AlertSummary): string {
  if (rule === "errors") return plural(count, "error");
  return measured ? `${formatCount(measured.value)} ${measured.unit}` : plural(count, "event");
}

function when({ phase, sinceMs, lastSeenMs, resolvedMs }: AlertSummary): string {
  const since = `since ${formatMoment(sinceMs)}`;
  if (phase === "resolved") return `${since}, resolved ${formatMoment(resolvedMs ?? lastSeenMs)}`;
  return `${since}, last seen ${formatMoment(lastSeenMs)}`;
}
