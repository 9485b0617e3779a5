/** What stands where no log line does: a way on. */
import { button, element } from "./element.ts";
import { isFiltered, rangeOf, type Selection } from "./selection.ts";

export function drawInvitation(selection: Selection, { onClearFilters }: { onClearFilters: () => void }): HTMLElement {
  const range = rangeOf(selection).spoken;
  if (isFiltered(selection)) {
    return element(
      "div",
      { class: "invitation" },
      element("p", {}, `Nothing in the last ${range} matches this search.`),
      button("Show everything", "plain", onClearFilters),
    );
  }
  return element(
    "div",
    { class: "invitation" },
    element("h3", {}, "No logs yet"),
    element("p", {}, `Nothing in the last ${range}. Send a first line:`),
    element("pre", { tabindex: "0" }, curlCommand(new URL("ingest/hello", document.baseURI))),
    element(
      "p",
      { class: "aside" },
      "Or point Fluentd or Fluent Bit at it: infra/shippers has configurations for both.",
    ),
  );
}

function curlCommand(url: URL): string {
  const isOpen = ["127.0.0.1", "localhost", "[::1]"].includes(url.hostname);
  const login = isOpen ? "" : "-H 'Authorization: Bearer TOKEN' \\\n  ";
  const line = JSON.stringify({ level: "info", service: "hello", message: "Hello, Sluice" });
  return `curl ${login}-H 'Content-Type: application/json' \\\n  -d '${line}' \\\n  ${url}`;
}
