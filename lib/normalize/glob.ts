/** Globs of sluice.yml: `*` is any text, everything else is itself. */

/** Greedy from the left with the last `*` free: linear, whatever the text. */
export function compileGlob(glob: string): (text: string) => boolean {
  const parts = glob.split("*");
  if (parts.length === 1) return (text) => text === glob;
  const first = parts[0] ?? "";
  const last = parts.at(-1) ?? "";
  const middle = parts.slice(1, -1);
  return (text) => {
    if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false;
    let at = first.length;
    const end = text.length - last.length;
    for (const part of middle) {
      const found = text.indexOf(part, at);
      if (found < 0 || found + part.length > end) return false;
      at = found + part.length;
    }
    return true;
  };
}

/** Those of sluice.yml and of silences are asked over and over. */
const compiled = new Map<string, (text: string) => boolean>();
const MOST_COMPILED = 1_000;

/** @param glob undefined matches every text */
export function matchesGlob(glob: string | undefined, text: string): boolean {
  if (glob === undefined) return true;
  let matches = compiled.get(glob);
  if (!matches) {
    if (compiled.size >= MOST_COMPILED) compiled.clear();
    matches = compileGlob(glob);
    compiled.set(glob, matches);
  }
  return matches(text);
}
