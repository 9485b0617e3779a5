/** Time range, search box, service and level: what the viewer chooses to look at. */
import type { ServiceCount } from "../answers.ts";
import { byId, element } from "./element.ts";
import { formatCount } from "./format.ts";
import { RANGES, type Selection } from "./selection.ts";

const LEVEL_CHOICES = [
  ["", "All levels"],
  ["error,fatal", "error and worse"],
  ["warn,error,fatal", "warn and worse"],
  ["fatal", "fatal"],
  ["error", "error"],
  ["warn", "warn"],
  ["info", "info"],
  ["debug", "debug"],
  ["trace", "trace"],
] as const;

export interface Toolbar {
  show(selection: Selection): void;
  showServices(services: readonly ServiceCount[]): void;
}

/** @param onChange called with the part of the selection that the viewer changed */
export function mountToolbar(onChange: (change: Partial<Selection>) => void): Toolbar {
  const query = byId("query", HTMLInputElement);
  const service = byId("service", HTMLSelectElement);
  const level = byId("level", HTMLSelectElement);
  const ranges = mountRanges(onChange);
  level.replaceChildren(...LEVEL_CHOICES.map(([value, label]) => element("option", { value }, label)));
  fillServices(service, [], "");

  byId("search", HTMLFormElement).addEventListener("submit", (event) => {
    event.preventDefault();
    onChange({ query: query.value.trim() });
  });
  // The cross in a search box empties it without a submit.
  query.addEventListener("search", () => {
    if (query.value === "") onChange({ query: "" });
  });
  service.addEventListener("change", () => onChange({ service: service.value }));
  level.addEventListener("change", () => onChange({ level: level.value }));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.target instanceof HTMLInputElement) return;
    event.preventDefault();
    query.focus();
  });

  return {
    show(selection) {
      query.value = selection.query;
      ensureOption(service, selection.service);
      service.value = selection.service;
      ensureOption(level, selection.level);
      level.value = selection.level;
      for (const input of ranges) input.checked = input.value === selection.range;
    },
    showServices(services) {
      // A list that changes under the pointer closes.
      if (document.activeElement !== service) fillServices(service, services, service.value);
    },
  };
}

function mountRanges(onChange: (change: Partial<Selection>) => void): HTMLInputElement[] {
  return RANGES.map(({ id, label, spoken }) => {
    const input = element("input", { type: "radio", name: "range", value: id, "aria-label": `Last ${spoken}` });
    input.addEventListener("change", () => onChange({ range: id }));
    byId("range", HTMLFieldSetElement).append(element("label", {}, input, element("span", {}, label)));
    return input;
  });
}

function fillServices(select: HTMLSelectElement, services: readonly ServiceCount[], chosen: string): void {
  select.replaceChildren(
    element("option", { value: "" }, "All services"),
    ...services.map(({ service, count }) =>
      element("option", { value: service }, `${service} (${formatCount(count)})`),
    ),
  );
  ensureOption(select, chosen);
  select.value = chosen;
}

/** What the address asks for stays chosen, even where there is none of it now. */
function ensureOption(select: HTMLSelectElement, value: string): void {
  if ([...select.options].some((option) => option.value === value)) return;
  select.append(element("option", { value }, value));
}
