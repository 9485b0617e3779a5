/** Masks names of people where the words around tell that one stands there: `for user bob`, `password for bob from 10.0.0.7`. */
import { BREAK, classAt, find, SPACE } from "./characters.ts";
import { type Draft, replace } from "./draft.ts";
import { AFTER_USER, BEFORE_USER, LOGIN_WORDS, NOT_USERS } from "./words.ts";

/**
 * @param start where `user` or `for` begins
 * @param end where it ends
 * @returns the index to go on at
 */
export function maskUserBehind(draft: Draft, start: number, end: number): number {
  const { text } = draft;
  if (text[end] !== " ") return end;
  const nameStart = text[end + 1] === " " ? end + 2 : end + 1;
  const nameEnd = find(text, nameStart, BREAK);
  if (nameEnd === nameStart || text[nameEnd] === "=" || text[nameEnd - 1] === ":") return end;
  const isNamed = text[start] === "f" ? isLogin(text, start, nameEnd) : isUser(text, start, nameStart, nameEnd);
  if (!isNamed) return end;
  replace(draft, end, nameEnd, " <user>");
  return nameEnd;
}

/** `password for bob from` */
function isLogin(text: string, start: number, nameEnd: number): boolean {
  return LOGIN_WORDS.has(wordBefore(text, start)) && text.startsWith(" from ", nameEnd);
}

function isUser(text: string, start: number, nameStart: number, nameEnd: number): boolean {
  if (NOT_USERS.has(text.slice(nameStart, nameEnd))) return false;
  return BEFORE_USER.has(wordBefore(text, start).toLowerCase()) || AFTER_USER.has(wordAfter(text, nameEnd));
}

function wordBefore(text: string, index: number): string {
  if (text[index - 1] !== " ") return "";
  const end = index - 1;
  let start = end;
  while (start > 0 && !(classAt(text, start - 1) & BREAK)) start--;
  return text.slice(start, end);
}

function wordAfter(text: string, index: number): string {
  if (!(classAt(text, index) & SPACE)) return "";
  return text.slice(index + 1, find(text, index + 1, BREAK));
}
