/** The ring's legend: a row for each level with its count and share. A row pressed filters the logs. */
import type { LevelCount } from "../answers.ts";
import { element } from "./element.ts";
import { formatCount, formatShare } from "./format.ts";
import { LEVEL_ORDER, type LevelName } from "./levels.ts";

export interface Legend {
  readonly node: HTMLElement;
  show(levels: readonly LevelCount[], chosen: string): void;
}

/** @param onChoose called with the level whose row was pressed; empty if it was chosen already */
export function createLegend(onChoose: (level: string) => void): Legend {
  // The rows stay for good: one that was drawn anew would be gone under the pointer that presses it.
  const rows = LEVEL_ORDER.map((level) => createRow(level, onChoose));
  const caption = element("caption", { class: "unseen" }, "Lines by level");
  const node = element("table", { class: "legend" }, caption, element("tbody", {}, ...rows.map(({ node }) => node)));

  return {
    node,
    show(levels, chosen) {
      const counts = new Map(levels.map(({ level, count }) => [level, count]));
      const total = levels.reduce((sum, { count }) => sum + count, 0);
      for (const row of rows) row.show(counts.get(row.level) ?? 0, total, row.level === chosen);
    },
  };
}

interface Row {
  readonly level: LevelName;
  readonly node: HTMLTableRowElement;
  show(count: number, total: number, isChosen: boolean): void;
}

function createRow(level: LevelName, onChoose: (level: string) => void): Row {
  const count = element("td", {});
  const share = element("td", {});
  const name = createName(level);
  const node = element("tr", {}, element("th", { scope: "row" }, name), count, share);
  name.addEventListener("click", () => {
    if (level !== "none") onChoose(name.getAttribute("aria-pressed") === "true" ? "" : level);
  });
  return {
    level,
    node,
    show(lines, total, isChosen) {
      node.hidden = lines === 0;
      count.textContent = formatCount(lines);
      share.textContent = formatShare(lines, total);
      if (level !== "none") name.setAttribute("aria-pressed", String(isChosen));
    },
  };
}

/** Records without a level cannot be asked for: their name is no button. */
function createName(level: LevelName): HTMLElement {
  const swatch = element("span", { class: `swatch level-${level}`, "aria-hidden": "true" });
  if (level === "none") return element("span", {}, swatch, "no level");
  return element("button", { type: "button", "data-level": level }, swatch, level);
}
