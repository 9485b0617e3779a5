/** Masks one run of a message: text without blanks, quotes and brackets. First what it may be as a whole, then its words. */
import { classOf, DIGIT, HEX_LETTER, LETTER } from "./characters.ts";
import { maskWords } from "./mask-words.ts";

export function maskRun(run: string): string {
  const end = withoutPunctuation(run);
  if (end === 0) return run;
  const body = end === run.length ? run : run.slice(0, end);
  return (maskWhole(body) ?? maskWords(body)) + run.slice(end);
}

/** The length without the sentence's own punctuation at the end. */
function withoutPunctuation(run: string): number {
  let end = run.length;
  while (end > 0 && ".:!?".includes(run.charAt(end - 1))) end--;
  return end;
}

function maskWhole(run: string): string | undefined {
  if (isDate(run) || isTime(run)) return "<time>";
  const address = maskAddress(run);
  if (address !== undefined) return address;
  if (isIpv6(run)) return "<ip>";
  if (isEmail(run)) return "<email>";
  if (isHost(run)) return "<host>";
  return maskPath(run);
}

/** `2026-11-23`, `2026/11/23`, `23.11.2026`, with or without `T10:00:00Z` behind. */
function isDate(run: string): boolean {
  const first = digitsEnd(run, 0);
  const separator = run.charAt(first);
  if (first === 0 || first > 4 || !"-/.".includes(separator) || separator === "") return false;
  const second = digitsEnd(run, first + 1);
  if (second - first < 2 || second - first > 3 || run.charAt(second) !== separator) return false;
  const third = digitsEnd(run, second + 1);
  const lengths = [first, third - second - 1];
  const isWhole = third === run.length || run[third] === "T";
  return isWhole && Math.max(...lengths) === 4 && Math.min(...lengths) >= 1 && Math.min(...lengths) <= 2;
}

/** `10:02`, `10:02:03.456Z`, `1:02:03` */
function isTime(run: string): boolean {
  let end = digitsEnd(run, 0);
  if (end === 0 || end > 2 || run[end] !== ":") return false;
  while (run[end] === ":") {
    const next = digitsEnd(run, end + 1);
    if (next - end !== 3) return false;
    end = next;
  }
  if (run[end] === ".") end = digitsEnd(run, end + 1);
  return end === run.length || (end === run.length - 1 && run[end] === "Z");
}

/** IPv4 with what may follow it: a port, a prefix length. Java writes a slash in front. */
function maskAddress(run: string): string | undefined {
  const start = run.lastIndexOf("/", run.indexOf(".")) + 1;
  let end = start;
  for (let part = 0; part < 4; part++) {
    if (part > 0 && run[end++] !== ".") return undefined;
    const next = digitsEnd(run, end);
    if (next === end || next - end > 3) return undefined;
    end = next;
  }
  if (end < run.length && run[end] !== ":" && run[end] !== "/") return undefined;
  return `${run.slice(0, start)}<ip>${maskWords(run.slice(end))}`;
}

function isIpv6(run: string): boolean {
  let colons = 0;
  for (let i = 0; i < run.length; i++) {
    if (run[i] === ":") colons++;
    else if (!isHex(run, i)) return false;
  }
  return colons === 7 || (colons >= 2 && run.includes("::") && run.length > 3);
}

function isEmail(run: string): boolean {
  const at = run.indexOf("@");
  return at > 0 && at === run.lastIndexOf("@") && run.indexOf(".", at) > at + 1 && isLetter(run, run.length - 1);
}

/** `ip-10-0-0-7.eu-west-1.compute.internal`: three labels or more with a digit among them. Names of classes end in a capital letter or have no digit. */
function isHost(run: string): boolean {
  let dots = 0;
  let digits = 0;
  for (let i = 0; i < run.length; i++) {
    const kind = classOf(run.charCodeAt(i));
    if (run[i] === ".") dots++;
    else if (kind & DIGIT) digits++;
    else if (!(kind & LETTER) && run[i] !== "-" && run[i] !== "_") return false;
  }
  if (dots < 2 || digits === 0) return false;
  const last = run.slice(run.lastIndexOf(".") + 1);
  return last.length > 1 && last === last.toLowerCase() && isAllLetters(last);
}

function isAllLetters(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (!isLetter(text, i)) return false;
  return true;
}

/** Absolute paths, and relative ones of three parts or more; a line number behind a colon stays one. */
function maskPath(run: string): string | undefined {
  const isWindows = isLetter(run, 0) && run[1] === ":" && (run[2] === "\\" || run[2] === "/");
  const colon = run.indexOf(":", isWindows ? 2 : 0);
  const end = colon < 0 ? run.length : colon;
  const first = run.indexOf("/");
  const isAbsolute = first === 0 ? end > 1 : first > 0 && first < 3 && (run[0] === "~" || run[0] === ".");
  const second = run.indexOf("/", first + 1);
  const isDeep = first > 0 && second > 0 && second < end - 1;
  if (!isWindows && !isAbsolute && !isDeep) return undefined;
  return `<path>${maskWords(run.slice(end))}`;
}

function digitsEnd(text: string, start: number): number {
  let i = start;
  while (i < text.length && classOf(text.charCodeAt(i)) & DIGIT) i++;
  return i;
}

function isHex(text: string, index: number): boolean {
  return (classOf(text.charCodeAt(index)) & (DIGIT | HEX_LETTER)) !== 0;
}

function isLetter(text: string, index: number): boolean {
  return (classOf(text.charCodeAt(index)) & LETTER) !== 0;
}
