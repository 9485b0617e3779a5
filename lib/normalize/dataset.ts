/** Which rule of sluice.yml a delivery falls under: the first whose glob matches its tag or key. */
import type { DatasetRule } from "../config.ts";

export function datasetOf(rules: readonly DatasetRule[], name: string): DatasetRule | undefined {
  return rules.find((rule) => globMatches(rule.match, name));
}

/** `*` is any text, everything else is itself. Greedy from the left with the last `*` free: linear, whatever the input. */
function globMatches(glob: string, text: string): boolean {
  const parts = glob.split("*");
  const first = parts[0] ?? "";
  const last = parts.at(-1) ?? "";
  if (parts.length === 1) return text === glob;
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false;
  let at = first.length;
  const end = text.length - last.length;
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at);
    if (found < 0 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}
