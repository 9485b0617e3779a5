/** A template in the making: what is masked so far, and where in the message the rest begins. */
import { AT, classAt, SPACE, WORD } from "./characters.ts";
import { withoutRepetition } from "./repetition.ts";

export interface Draft {
  readonly text: string;
  template: string;
  /** What lies before is in the template. */
  copied: number;
  /** The last mask if it stands alone, where it ended in the text, and the template up to it. */
  mask: string;
  maskEnd: number;
  atMask: string;
  /** What the last three masks were and stood behind, as numbers; where one comes again a list may be. */
  context1: number;
  context2: number;
  context3: number;
  mayRepeat: boolean;
}

export function draftOf(text: string): Draft {
  return {
    text,
    template: "",
    copied: 0,
    mask: "",
    maskEnd: 0,
    atMask: "",
    context1: 0,
    context2: 0,
    context3: 0,
    mayRepeat: false,
  };
}

/** Puts a mask in the place of a part. A list of equal masks is one, for how long a list is differs too. */
export function replace(draft: Draft, from: number, to: number, mask: string): void {
  if (mask === draft.mask && isListGap(draft.text, draft.maskEnd, from)) {
    draft.template = draft.atMask;
  } else {
    draft.template += draft.text.slice(draft.copied, from) + mask;
    noteContext(draft, from, mask);
    const isAlone = !(classAt(draft.text, from - 1) & (WORD | AT));
    draft.mask = isAlone ? mask : "";
    draft.atMask = draft.template;
  }
  draft.copied = to;
  draft.maskEnd = to;
}

/** The mask's first letter and the two characters in front of it. Values have a key each and are no list. */
function noteContext(draft: Draft, from: number, mask: string): void {
  if (mask === "<val>") return;
  const gap = from - draft.copied;
  const before = gap > 0 ? draft.text.charCodeAt(from - 1) : 0;
  const beforeThat = gap > 1 ? draft.text.charCodeAt(from - 2) : 0;
  const context = ((mask.charCodeAt(1) & 31) << 24) | ((before & 0xfff) << 12) | (beforeThat & 0xfff);
  if (context === draft.context1 || context === draft.context2 || context === draft.context3) draft.mayRepeat = true;
  draft.context3 = draft.context2;
  draft.context2 = draft.context1;
  draft.context1 = context;
}

/** Several blanks count as one. */
export function squeeze(draft: Draft, from: number, to: number): void {
  draft.template += `${draft.text.slice(draft.copied, from)} `;
  draft.copied = to;
}

export function finished(draft: Draft): string {
  const template = draft.template + draft.text.slice(draft.copied);
  return draft.mayRepeat ? withoutRepetition(template) : template;
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
