/** Asks again and again, while somebody looks. */

const MAX_PAUSE_MS = 30_000;

export interface RefreshOptions {
  readonly intervalMs: number;
  /** Ends early, without harm, when `signal` aborts. */
  readonly task: (signal: AbortSignal) => Promise<void>;
  readonly isPaused: () => boolean;
  /** Undefined once it works again. */
  readonly onTrouble: (message: string | undefined) => void;
}

export interface Refresh {
  /** At once, paused or not; what is still under way is dropped: its question is out of date. */
  now(): void;
}

/** Runs the task, then again `intervalMs` after it ended, later and later while it fails; not while the tab is hidden or paused. */
export function startRefresh({ intervalMs, task, isPaused, onTrouble }: RefreshOptions): Refresh {
  let running: AbortController | undefined;
  let timer: number | undefined;
  let failures = 0;

  const run = async (): Promise<void> => {
    running?.abort();
    window.clearTimeout(timer);
    const controller = new AbortController();
    running = controller;
    try {
      await task(controller.signal);
      failures = 0;
      if (!controller.signal.aborted) onTrouble(undefined);
    } catch (error) {
      if (controller.signal.aborted) return;
      failures++;
      onTrouble(error instanceof Error ? error.message : String(error));
    }
    if (running !== controller) return;
    running = undefined;
    schedule();
  };
  const schedule = (): void => {
    timer = window.setTimeout(tick, Math.min(MAX_PAUSE_MS, intervalMs * 2 ** failures));
  };
  const tick = (): void => {
    if (document.hidden || isPaused()) schedule();
    else void run();
  };

  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && !running && !isPaused()) void run();
  });
  void run();
  return { now: () => void run() };
}
