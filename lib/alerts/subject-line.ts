/** The one line that people decide by: severity, service and count first, in the characters that SNS takes. */

import { countText, numberText } from "./figures.ts";
import type { Notice, NoticeKind } from "./notice.ts";
import { asciiName, asciiText } from "./text.ts";

/** SNS takes less than 100 characters. */
const SUBJECT_LENGTH = 99;
const SERVICE_LENGTH = 24;
const COUNT_LENGTH = 24;
const MAX_OTHERS = 99_999;
/** What mail filters go by. */
const PREFIX = "[Sluice]";

/**
 * Every part has its bound: at the longest, nine characters are left for what it is about.
 * @param others alerts that the mail tells of beside the worst
 */
export function subjectLine(worst: Notice | undefined, others: number): string {
  const suffix = others > 0 ? ` (+${numberText(Math.min(MAX_OTHERS, others))} more)` : "";
  if (!worst) return `${PREFIX} Alerts${suffix}`;
  const head = [
    PREFIX,
    stateOf(worst),
    worst.severity.toUpperCase(),
    asciiName(worst.service, SERVICE_LENGTH),
    asciiText(shortCountText(worst), COUNT_LENGTH),
  ];
  const start = head.filter((part) => part !== "").join(" ");
  const name = asciiText(nameOf(worst), SUBJECT_LENGTH - start.length - ": ".length - suffix.length);
  // Of a language without ASCII only marks are left, which say nothing: the body has the words.
  return start + (/[a-z0-9]/i.test(name) ? `: ${name}` : "") + suffix;
}

/** The body has what it is a share of, over how long a mean, and, where there is no room, in how long it was counted. */
function shortCountText(notice: Notice): string {
  const text = countText(notice).replace(/ (of|over) .*/s, "");
  return text.length > COUNT_LENGTH ? text.replace(/ in .*/s, "") : text;
}

const STATES: Readonly<Record<NoticeKind, string>> = { firing: "", digest: "STILL", resolved: "RESOLVED" };

function stateOf({ kind, isWorse }: Notice): string {
  return kind === "digest" && isWorse ? "WORSE" : STATES[kind];
}

/** What the alert is about, on one line. */
export function nameOf({ template, pattern, rule }: Pick<Notice, "template" | "pattern" | "rule">): string {
  return template.replace(/\s+/g, " ").trim() || (pattern ? `pattern ${pattern}` : `rule ${rule}`);
}
