/** The share of each level as a ring; its legend is a table of counts and shares whose rows filter the logs. */
import { ArcElement, Chart, DoughnutController, Tooltip } from "chart.js";
import type { LevelCount } from "../answers.ts";
import { byId, element } from "./element.ts";
import { formatShare, plural } from "./format.ts";
import { createLegend } from "./legend.ts";
import { LEVEL_ORDER, levelColour, onColourSchemeChange } from "./levels.ts";

Chart.register(DoughnutController, ArcElement, Tooltip);

export interface LevelsPanel {
  show(answer: readonly LevelCount[], chosen: string): void;
}

/** @param onChoose called with the level whose row was pressed; empty if it was chosen already */
export function mountLevelsPanel(onChoose: (level: string) => void): LevelsPanel {
  const canvas = element("canvas", { role: "img" });
  const legend = createLegend(onChoose);
  const empty = element("p", { class: "empty" }, "No lines in this time.");
  // Until the first answer nothing is known, not even that there is nothing.
  empty.hidden = true;
  const ring = element("div", { class: "ring" }, canvas);
  byId("levels", HTMLDivElement).append(ring, legend.node, empty);
  const summary = byId("levels-summary", HTMLParagraphElement);
  let levels: readonly LevelCount[] = [];

  const chart = new Chart(canvas, {
    type: "doughnut",
    data: { labels: [] as string[], datasets: [{ data: [] as number[], borderWidth: 0, spacing: 1 }] },
    options: {
      animation: false,
      cutout: "64%",
      maintainAspectRatio: false,
      plugins: { tooltip: { displayColors: false } },
    },
  });
  const draw = (): void => {
    chart.data.labels = levels.map(({ level }) => level);
    const [shares] = chart.data.datasets;
    if (shares) {
      shares.data = levels.map(({ count }) => count);
      shares.backgroundColor = levels.map(({ level }) => levelColour(level));
    }
    chart.update("none");
  };
  onColourSchemeChange(draw);

  return {
    show(answer, chosen) {
      levels = answer.toSorted((a, b) => LEVEL_ORDER.indexOf(a.level) - LEVEL_ORDER.indexOf(b.level));
      const total = levels.reduce((sum, { count }) => sum + count, 0);
      empty.hidden = total > 0;
      ring.hidden = legend.node.hidden = total === 0;
      summary.textContent = plural(total, "line");
      canvas.setAttribute("aria-label", `Share of levels: ${levels.map((l) => spoken(l, total)).join(", ")}`);
      legend.show(levels, chosen);
      draw();
    },
  };
}

function spoken({ level, count }: LevelCount, total: number): string {
  return `${level} ${formatShare(count, total)}`;
}
