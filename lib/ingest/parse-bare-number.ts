/** `NaN` and `Infinity` are no JSON, but Ruby's and Python's writers, and so Fluentd, write them: read as texts, they cost no record. */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const WORDS = ["NaN", "-Infinity", "Infinity"] as const;

/** @returns the text itself if it has none outside of its strings */
export function quoteBareNumbers(text: string): string {
  if (!text.includes("NaN") && !text.includes("Infinity")) return text;
  let quoted = "";
  let copied = 0;
  let isInString = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (isInString) {
      if (code === BACKSLASH) at++;
      else if (code === QUOTE) isInString = false;
      continue;
    }
    if (code === QUOTE) isInString = true;
    const word = WORDS.find((one) => text.startsWith(one, at));
    if (word === undefined) continue;
    quoted += `${text.slice(copied, at)}"${word}"`;
    copied = at + word.length;
    at = copied - 1;
  }
  return quoted + text.slice(copied);
}
