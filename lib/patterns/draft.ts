/** A template in the making: what is masked so far, and where in the message the rest begins. */
import { AT, classAt, SPACE, WORD } from "./characters.ts";

export interface Draft {
  readonly text: string;
  template: string;
  /** What lies before is in the template. */
  copied: number;
  /** The last mask, where it ended in the text, and the template up to it. */
  mask: string;
  maskEnd: number;
  atMask: string;
}

export function draftOf(text: string): Draft {
  return { text, template: "", copied: 0, mask: "", maskEnd: 0, atMask: "" };
}

/** Puts a mask in the place of a part. A list of equal masks is one, for how long a list is differs too. */
export function replace(draft: Draft, from: number, to: number, mask: string): void {
  if (mask === draft.mask && isListGap(draft.text, draft.maskEnd, from)) {
    draft.template = draft.atMask;
  } else {
    draft.template += draft.text.slice(draft.copied, from) + mask;
    const isAlone = !(classAt(draft.text, from - 1) & (WORD | AT));
    draft.mask = isAlone ? mask : "";
    draft.atMask = draft.template;
  }
  draft.copied = to;
  draft.maskEnd = to;
}

/** Several blanks count as one. */
export function squeeze(draft: Draft, from: number, to: number): void {
  draft.template += `${draft.text.slice(draft.copied, from)} `;
  draft.copied = to;
}

export function finished(draft: Draft): string {
  return draft.template + draft.text.slice(draft.copied);
}

const LIST_GAP_MOST = 6;

/** `1, 2`, `1 2`, `1/2`, `1 - 2`, `1 *** 2` (too wide for its column), `1:2`; a colon before a blank says something of what follows. */
function isListGap(text: string, from: number, to: number): boolean {
  if (to <= from || to - from > LIST_GAP_MOST) return false;
  for (let i = from; i < to; i++) {
    const isColon = text[i] === ":" && !(classAt(text, i + 1) & SPACE);
    if (!isColon && !(classAt(text, i) & SPACE) && !",/|-*".includes(text.charAt(i))) return false;
  }
  return true;
}
