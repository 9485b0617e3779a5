/** Private keys in PEM (RFC 7468, and PGP's armour), with real or escaped line ends; what is cut before its end is taken to the text's end. */
import { type Detector, markOf, type Span } from "../scan.ts";

const BEGIN = "-----BEGIN ";
const END = "-----END ";
const DASHES = "-----";
const HYPHEN = 0x2d;
const LONGEST_LABEL = 64;

export const privateKey: Detector = {
  triggers: "B",
  mayFollow: (before) => before === HYPHEN,
  find,
};

function find(text: string, at: number, from: number): Span | undefined {
  const start = at - DASHES.length;
  if (start < from || !text.startsWith(BEGIN, start)) return undefined;
  const label = text.slice(start + BEGIN.length, start + BEGIN.length + LONGEST_LABEL);
  const labelEnd = label.indexOf(DASHES);
  if (labelEnd < 0 || !label.slice(0, labelEnd).includes("PRIVATE KEY")) return undefined;
  return { start, end: endOf(text, start + BEGIN.length + labelEnd), mark: markOf("private-key") };
}

function endOf(text: string, from: number): number {
  const end = text.indexOf(END, from);
  if (end < 0) return text.length;
  const tail = text.slice(end + END.length, end + END.length + LONGEST_LABEL);
  const dashes = tail.indexOf(DASHES);
  return dashes < 0 ? text.length : end + END.length + dashes + DASHES.length;
}
