/**
 * What subscriptions filter by. A mail may tell of several alerts: each attribute then has every value that one of them has, and a
 * policy lets the mail through if one of its values is among them. Too much may come that way, never too little.
 */
import type { Notification } from "../ports.ts";
import type { Notice } from "./notice.ts";
import { carriedText, cutText } from "./text.ts";

/** As long as a filter policy's own values may be. */
const VALUE_LENGTH = 150;

export function attributesOf(notices: readonly Notice[], route: string): Notification["attributes"] {
  const all = (name: (notice: Notice) => string, otherwise: string) => valuesOf(notices.map(name), otherwise);
  return {
    state: all(({ kind }) => kind, "firing"),
    severity: all(({ severity }) => severity, "error"),
    service: all(({ service }) => service, "unknown"),
    rule: all(({ rule }) => rule, "unknown"),
    route,
  };
}

/** One as itself, several as a list, each once; SNS takes no empty value. */
function valuesOf(texts: readonly string[], otherwise: string): string | readonly string[] {
  const values = [...new Set(texts.map((text) => cutText(carriedText(text), VALUE_LENGTH) || otherwise))];
  const [only = otherwise] = values;
  return values.length > 1 ? values : only;
}
