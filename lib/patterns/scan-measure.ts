/** Numbers and their units, which change with their size: `12 ms` and `3 s` are times, `10 KB (10240 bytes)` and `1 MB` sizes. */
import { classAt, DIGIT, DOT, LETTER, skip, WORD } from "./characters.ts";
import { type Draft, replace } from "./draft.ts";
import { restatementEnd } from "./restatement.ts";
import { isMonth, wordyDateEnd } from "./scan-time.ts";
import { SIZE_LETTERS, SIZE_UNITS, TIME_LETTERS, TIME_UNITS } from "./words.ts";

/** No unit is longer. */
const UNIT_MOST = 12;

/**
 * Masks the number that begins at `start`, with the unit that may follow.
 * @returns the index to go on at; -1 if the word is no number with or without a unit
 */
export function measureEnd(draft: Draft, signed: number, start: number, end: number): number {
  const { text } = draft;
  const from = isLessThan(text, signed) ? signed - 1 : signed;
  const number = skip(text, start, DIGIT | DOT, end);
  if (number < end) {
    const unit = unitMask(text, number, end, true);
    if (unit !== undefined) return put(draft, from, end, unit);
    return isCompoundTime(text, start, end) ? put(draft, from, end, "<time>") : -1;
  }
  if (text[number] === " " && classAt(text, number + 1) & LETTER) {
    const stop = skip(text, number + 1, WORD);
    if (stop - number - 1 <= UNIT_MOST) {
      const unit = unitMask(text, number + 1, stop, false);
      if (unit !== undefined) return put(draft, from, stop, unit);
      if (end - start <= 2 && isMonth(text.slice(number + 1, stop))) {
        return put(draft, from, wordyDateEnd(text, number + 1, true), "<time>");
      }
    }
  }
  replace(draft, from, end, "<num>");
  return end;
}

function put(draft: Draft, from: number, to: number, mask: string): number {
  const end = mask === "<size>" ? restatementEnd(draft.text, to) : to;
  replace(draft, from, end, mask);
  return end;
}

function unitMask(text: string, start: number, end: number, isAttached: boolean): string | undefined {
  if (end - start > UNIT_MOST) return undefined;
  const unit = text.slice(start, end);
  if (TIME_UNITS.has(unit) || (isAttached && TIME_LETTERS.has(unit))) return "<time>";
  if (SIZE_UNITS.has(unit) || (isAttached && SIZE_LETTERS.has(unit))) return "<size>";
  return undefined;
}

/** `1h30m`, `1m2.5s` */
function isCompoundTime(text: string, start: number, end: number): boolean {
  let i = start;
  while (i < end) {
    const number = skip(text, i, DIGIT | DOT, end);
    const stop = skip(text, number, LETTER, end);
    if (number === i || unitMask(text, number, stop, true) !== "<time>") return false;
    i = stop;
  }
  return true;
}

/** `<1 sec`, not `Foo<1>` */
function isLessThan(text: string, index: number): boolean {
  return text[index - 1] === "<" && text[index - 2] === " " && text[skip(text, index, DIGIT | DOT)] === " ";
}
