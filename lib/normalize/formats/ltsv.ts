/** LTSV: fields `label:value` between tabs. One if the first field has a label and at least two have; http://ltsv.org. */
import type { JsonObject } from "../../record.ts";
import { COLON, isDigit, isLetter, TAB } from "../characters.ts";
import { freeKey, setKey } from "../json-object.ts";

const UNLABELLED = "unlabelled";
/** More are no record of anybody's; looking for free names among them would take for ever. */
const MOST_FIELDS = 256;

export function readLtsv(text: string): JsonObject | undefined {
  const firstEnd = text.indexOf("\t");
  if (firstEnd < 0 || !isLetter(text.charCodeAt(0)) || labelEnd(text, 0) < 0) return undefined;
  const record: JsonObject = {};
  let labelled = 0;
  let fields = 0;
  for (let at = 0; at <= text.length; ) {
    if (++fields > MOST_FIELDS) return undefined;
    const tab = text.indexOf("\t", at);
    const end = tab < 0 ? text.length : tab;
    const colon = labelEnd(text, at);
    if (colon >= 0) {
      labelled++;
      setKey(record, freeKey(record, text.slice(at, colon)), text.slice(colon + 1, end));
    } else if (end > at) setKey(record, freeKey(record, UNLABELLED), text.slice(at, end));
    at = end + 1;
  }
  return labelled > 1 ? record : undefined;
}

function labelEnd(text: string, from: number): number {
  for (let at = from; ; at++) {
    const code = text.charCodeAt(at);
    if (code === COLON) return at > from ? at : -1;
    if (code === TAB || !(isLetter(code) || isDigit(code) || code === 0x5f || code === 0x2e || code === 0x2d))
      return -1;
  }
}
