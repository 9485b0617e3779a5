/** One log record in full. */
import { fieldClause, QUERY_FIELDS } from "../../query.ts";
import type { LogRecord } from "../../record.ts";
import type { LogHit } from "../answers.ts";
import { button, element } from "./element.ts";

/** These are told above the list of fields, or as blocks of their own. */
const APART: ReadonlySet<string> = new Set(["message", "error.stack_trace", "attributes"]);

/** @param onNarrow called with a FIELD:VALUE that the viewer wants to search for */
export function drawDetail({ id, record }: LogHit, onNarrow: (clause: string) => void): HTMLElement {
  const { message, "error.stack_trace": stackTrace, attributes } = record;
  return element(
    "div",
    { class: "detail" },
    element("pre", { class: "message" }, message),
    ...(stackTrace === undefined ? [] : [block("Stack trace", stackTrace)]),
    element("dl", {}, ...fieldsOf(record).flatMap(([name, value]) => drawField(name, value, onNarrow))),
    ...(attributes === undefined ? [] : [block("Attributes", JSON.stringify(attributes, null, 2))]),
    element("p", { class: "actions" }, copyButton(record), element("span", { class: "aside" }, id)),
  );
}

function fieldsOf(record: LogRecord): [string, string][] {
  return Object.entries(record)
    .filter(([name]) => !APART.has(name))
    .map(([name, value]) => [name, String(value)]);
}

function drawField(name: string, value: string, onNarrow: (clause: string) => void): Node[] {
  const shown = QUERY_FIELDS.has(name) ? button(value, "link", () => onNarrow(fieldClause(name, value))) : value;
  return [element("dt", {}, name), element("dd", {}, shown)];
}

function block(title: string, text: string): HTMLElement {
  return element("section", {}, element("h3", {}, title), element("pre", {}, text));
}

function copyButton(record: LogRecord): Node {
  const node = button("Copy as JSON", "link", async () => {
    try {
      await navigator.clipboard.writeText(JSON.stringify(record, null, 2));
      node.textContent = "Copied";
    } catch {
      // Browsers give the clipboard to secure pages only, and the viewer may have refused it.
      node.textContent = "The browser did not allow it";
    }
  });
  return node;
}
