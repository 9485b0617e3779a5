/**
 * Terminal escape sequences (ECMA-48): colours, links, cursor moves. They say nothing of what happened, hide level words from whoever reads
 * a header, and let a log line play tricks on the terminal that shows it.
 */
import { BACKSLASH } from "./characters.ts";

const ESCAPE = "\u001b";
const BELL = 0x07;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
/** A link's address or a title; a command that is longer, or never ends, loses its introducer only: what follows may be text. */
const LONGEST_COMMAND = 4096;

/** @returns the text itself if there is none in it */
export function withoutEscapeSequences(text: string): string {
  let at = text.indexOf(ESCAPE);
  if (at < 0) return text;
  let plain = "";
  let copied = 0;
  while (at >= 0) {
    plain += text.slice(copied, at);
    copied = sequenceEnd(text, at + 1);
    at = text.indexOf(ESCAPE, copied);
  }
  return plain + text.slice(copied);
}

/** @param at behind the escape */
function sequenceEnd(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code === OPEN_BRACKET) return controlEnd(text, at + 1);
  if (code === CLOSE_BRACKET) return commandEnd(text, at + 1);
  let end = at;
  while (isBetween(text.charCodeAt(end), 0x20, 0x2f)) end++;
  // `ESC ( B` and its like; an escape before anything else stands alone.
  return isBetween(text.charCodeAt(end), 0x30, 0x7e) ? end + 1 : at;
}

/** Parameters, intermediates, one final character; one that is cut off ends where it does. */
function controlEnd(text: string, from: number): number {
  let end = from;
  while (isBetween(text.charCodeAt(end), 0x30, 0x3f)) end++;
  while (isBetween(text.charCodeAt(end), 0x20, 0x2f)) end++;
  return isBetween(text.charCodeAt(end), 0x40, 0x7e) ? end + 1 : end;
}

/** Ends with a bell, or with an escape and a backslash. */
function commandEnd(text: string, from: number): number {
  const limit = Math.min(text.length, from + LONGEST_COMMAND);
  for (let end = from; end < limit; end++) {
    const code = text.charCodeAt(end);
    if (code === BELL) return end + 1;
    if (code === 0x1b) return text.charCodeAt(end + 1) === BACKSLASH ? end + 2 : from;
    if (code === 0x0a) return from;
  }
  return from;
}

function isBetween(code: number, least: number, most: number): boolean {
  return code >= least && code <= most;
}
