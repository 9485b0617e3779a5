/** The table of log lines. A line opens on a click or the Enter key and shows its whole record below itself. */
import type { LogRecord } from "../../record.ts";
import type { LogHit } from "../answers.ts";
import { element } from "./element.ts";
import { formatStamp } from "./format.ts";
import { drawDetail } from "./log-detail.ts";

/** Of a message in its row, characters: more than a wide screen shows; a row opened shows all. */
const MAX_SHOWN = 500;

export interface LogsTable {
  readonly node: HTMLElement;
  show(hits: readonly LogHit[]): void;
  hasOpenRow(): boolean;
  closeRow(): void;
}

export interface LogsTableOptions {
  /** Called with a FIELD:VALUE that the viewer wants to search for. */
  readonly onNarrow: (clause: string) => void;
  /** Called when a row was opened or closed. */
  readonly onToggle: () => void;
}

export function createLogsTable({ onNarrow, onToggle }: LogsTableOptions): LogsTable {
  const body = element("tbody", {});
  const titles = ["Time", "Level", "Service", "Message"].map((title) => element("th", { scope: "col" }, title));
  const node = element("table", { class: "lines" }, element("thead", {}, element("tr", {}, ...titles)), body);
  let rows = new Map<string, HTMLTableRowElement>();
  let open: { row: HTMLTableRowElement; detail: HTMLTableRowElement } | undefined;

  const closeRow = (): void => {
    open?.detail.remove();
    open?.row.querySelector("button")?.setAttribute("aria-expanded", "false");
    open = undefined;
    onToggle();
  };
  const toggle = (row: HTMLTableRowElement, hit: LogHit): void => {
    const wasOpen = open?.row === row;
    if (open) closeRow();
    if (wasOpen) return;
    const detail = element("tr", { class: "open" }, element("td", { colspan: "4" }, drawDetail(hit, onNarrow)));
    row.after(detail);
    row.querySelector("button")?.setAttribute("aria-expanded", "true");
    open = { row, detail };
    onToggle();
  };

  return {
    node,
    show(hits) {
      const next = new Map(hits.map((hit) => [hit.id, rows.get(hit.id) ?? drawRow(hit, toggle)]));
      if (open && ![...next.values()].includes(open.row)) closeRow();
      rows = next;
      const openDetail = open?.detail;
      const order = [...next.values()].flatMap((row) => (openDetail && row === open?.row ? [row, openDetail] : [row]));
      placeInOrder(body, order);
    },
    hasOpenRow: () => open !== undefined,
    closeRow: () => {
      const button = open?.row.querySelector("button");
      if (open) closeRow();
      button?.focus();
    },
  };
}

/** Moves only what stands elsewhere: a row that stays keeps focus and selection. */
function placeInOrder(body: HTMLTableSectionElement, order: readonly HTMLTableRowElement[]): void {
  const wanted = new Set<Element>(order);
  for (const row of [...body.children]) if (!wanted.has(row)) row.remove();
  let place = body.firstElementChild;
  for (const row of order) {
    if (row === place) place = place.nextElementSibling;
    else body.insertBefore(row, place);
  }
}

function drawRow(hit: LogHit, toggle: (row: HTMLTableRowElement, hit: LogHit) => void): HTMLTableRowElement {
  const { record } = hit;
  const level = record["log.level"] ?? "none";
  const time = element("time", { datetime: record["@timestamp"], title: record["@timestamp"] });
  time.textContent = formatStamp(Date.parse(record["@timestamp"]));
  const row = element(
    "tr",
    { class: `line level-${level}` },
    element("td", {}, time),
    element("td", {}, element("span", { class: "tag" }, level === "none" ? "–" : level)),
    drawOrigin(record),
    element(
      "td",
      {},
      element("button", { type: "button", "aria-expanded": "false" }, record.message.slice(0, MAX_SHOWN)),
    ),
  );
  row.addEventListener("click", () => {
    // Who drags over a line selects text; that is no click.
    if (document.getSelection()?.isCollapsed !== false) toggle(row, hit);
  });
  return row;
}

/** A record that names no service is told by its data set. */
function drawOrigin({ "service.name": service, "event.dataset": dataset }: LogRecord): HTMLElement {
  if (service !== undefined) return element("td", {}, service);
  return element("td", { class: "aside", title: "Names no service; this is its data set" }, dataset ?? "–");
}
