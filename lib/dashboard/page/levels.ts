/** The levels in the order of their weight, and their colours. */
import type { LevelCount } from "../answers.ts";

export type LevelName = LevelCount["level"];

export const LEVEL_ORDER: readonly LevelName[] = ["fatal", "error", "warn", "info", "debug", "trace", "none"];

/** Style.css gives every level its colour, one for light and one for dark. */
export function levelColour(level: LevelName): string {
  return cssColour(`--level-${level}`);
}

export function cssColour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

export function onColourSchemeChange(redraw: () => void): void {
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
}
