/** The latest log lines: they come in by themselves while nobody reads one, and older ones on demand. */
import type { LogsAnswer } from "../answers.ts";
import { ask } from "./api.ts";
import { button, byId, element } from "./element.ts";
import { type HitList, joinNewest, joinOlder, NO_HITS } from "./hits.ts";
import { drawInvitation } from "./invitation.ts";
import { createLogsTable } from "./logs-table.ts";
import { apiParameters, type Selection } from "./selection.ts";

export interface LogsPanel {
  /** Asks for the newest page. */
  refresh(signal: AbortSignal): Promise<void>;
  /** Forgets what is shown: the selection is another. */
  clear(): void;
  isPaused(): boolean;
}

export interface LogsPanelOptions {
  readonly selection: () => Selection;
  readonly onNarrow: (clause: string) => void;
  readonly onClearFilters: () => void;
  /** Called when the panel goes on after a pause. */
  readonly onResume: () => void;
  readonly onTrouble: (message: string | undefined) => void;
}

export function mountLogsPanel(options: LogsPanelOptions): LogsPanel {
  const { selection, onNarrow, onClearFilters, onResume, onTrouble } = options;
  const container = byId("logs", HTMLDivElement);
  const summary = byId("logs-summary", HTMLParagraphElement);
  const live = byId("live", HTMLButtonElement);
  let isLive = true;
  let list: HitList = NO_HITS;
  /** The selection whose older lines are under way: the list must not change under them. */
  let olderOf: Selection | undefined;

  const table = createLogsTable({
    onNarrow,
    onToggle: () => {
      showState();
      if (!isPaused()) onResume();
    },
  });
  const older = button("Load older lines", "older", () => void loadOlder());
  const isPaused = (): boolean => !isLive || table.hasOpenRow();

  const showState = (): void => {
    live.setAttribute("aria-pressed", String(isLive));
    live.textContent = isLive ? "Live" : "Paused";
    summary.textContent = isLive && table.hasOpenRow() ? "waits while a line is open" : "";
    live.classList.toggle("waiting", isPaused());
  };
  const draw = (): void => {
    table.show(list.hits);
    older.hidden = list.cursor === undefined;
    const parts = list.hits.length > 0 ? [table.node, older] : [drawInvitation(selection(), { onClearFilters })];
    if (parts[0] !== container.firstElementChild || parts.length === 1) container.replaceChildren(...parts);
  };
  const loadOlder = async (): Promise<void> => {
    const { cursor } = list;
    const asked = selection();
    if (cursor === undefined) return;
    // Who goes back in time reads: a busy system would push the lines away.
    isLive = false;
    olderOf = asked;
    older.disabled = true;
    showState();
    try {
      const answer = await ask<LogsAnswer>("logs", { ...apiParameters(asked), cursor });
      if (selection() !== asked) return;
      list = joinOlder(list, answer);
      onTrouble(undefined);
      draw();
    } catch (error) {
      onTrouble(error instanceof Error ? error.message : String(error));
    } finally {
      olderOf = undefined;
      older.disabled = false;
    }
  };

  live.addEventListener("click", () => {
    isLive = !isLive;
    showState();
    if (!isPaused()) onResume();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && table.hasOpenRow()) table.closeRow();
  });
  container.replaceChildren(element("p", { class: "empty" }, "Loading…"));
  container.setAttribute("aria-busy", "true");

  return {
    async refresh(signal) {
      const answer = await ask<LogsAnswer>("logs", apiParameters(selection()), signal);
      if (signal.aborted || olderOf === selection()) return;
      list = joinNewest(list, answer);
      draw();
      container.removeAttribute("aria-busy");
    },
    clear() {
      list = NO_HITS;
      if (table.hasOpenRow()) table.closeRow();
      container.setAttribute("aria-busy", "true");
    },
    isPaused,
  };
}
