/** LTSV, `label:value` between tabs (http://ltsv.org): values are not escaped, so anything but a tab may stand in them, line ends included. */
import { freeKey, setKey } from "../normalize/json-object.ts";
import type { JsonObject } from "../record.ts";

const TAB = 0x09;
const COLON = 0x3a;
const LABEL = /^[A-Za-z_][\w.-]{0,63}:/;
/** What stands without a label is kept under this name. */
const UNLABELLED = "unlabelled";

/** @returns undefined for text that has no two labels, or more fields without than with */
export function parseLtsv(bytes: Buffer): JsonObject | undefined {
  const firstTab = bytes.indexOf(TAB);
  if (firstTab < 2) return undefined;
  const colon = bytes.indexOf(COLON);
  if (colon < 1 || colon >= firstTab) return undefined;
  const fields = bytes.toString("utf8").split("\t");
  const labelled = fields.filter((field) => LABEL.test(field)).length;
  if (labelled < 2 || labelled * 2 < fields.length || !LABEL.test(fields[0] ?? "")) return undefined;

  const record: JsonObject = {};
  for (const field of fields) {
    const end = LABEL.exec(field)?.[0].length ?? 0;
    const value = field.slice(end);
    if (value === "") continue;
    setKey(record, freeKey(record, end > 0 ? field.slice(0, end - 1) : UNLABELLED), value);
  }
  return record;
}
