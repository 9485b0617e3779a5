/** Telephone numbers in international form (E.164): a plus, then 8 to 15 digits, grouped by single blanks, points, hyphens or brackets. */
import { isAlphanumeric, isDigit } from "../characters.ts";
import { type Detector, markOf, type Span } from "../scan.ts";

const SHORTEST = 8;
const LONGEST = 15;
const SEPARATORS: ReadonlySet<string> = new Set(" .-()/");

export const phone: Detector = { triggers: "+", find };

function find(text: string, at: number): Span | undefined {
  if (isAlphanumeric(text.charCodeAt(at - 1)) || !isDigit(text.charCodeAt(at + 1)) || text[at + 1] === "0")
    return undefined;
  let digits = 0;
  let end = at;
  for (let n = at + 1; digits <= LONGEST; n++) {
    if (isDigit(text.charCodeAt(n))) {
      digits++;
      end = n + 1;
    } else if (!SEPARATORS.has(text[n] ?? "-1") || n - end > 1) break;
  }
  const isNumber = digits >= SHORTEST && digits <= LONGEST && !isAlphanumeric(text.charCodeAt(end));
  return isNumber ? { start: at, end, mark: markOf("phone") } : undefined;
}
