/**
 * A mail as Amazon Q Developer in chat applications takes it from a topic, for Slack and Teams:
 * https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html
 */
import type { AlertEvent, AlertMessage } from "./alert-message.ts";
import { numberText } from "./figures.ts";
import type { NoticeKind } from "./notice.ts";
import { cutText } from "./text.ts";
import { sparkline } from "./trend.ts";

interface ChatMessage {
  readonly version: "1.0";
  readonly source: "custom";
  readonly id: string;
  readonly content: {
    readonly textType: "client-markdown";
    readonly title: string;
    readonly description: string;
    readonly nextSteps: readonly string[];
    readonly keywords: readonly string[];
  };
  readonly metadata: {
    /** Notices of one incident gather in one thread. */
    readonly threadId: string;
    readonly summary: string;
    readonly eventType: string;
  };
}

const MAX_ALERTS = 10;
const TITLE_LENGTH = 250;
/** Slack shows at most 3,000 characters of a block. */
const DESCRIPTION_LENGTH = 2_800;
const SAMPLE_LENGTH = 200;
const SIGNS: Readonly<Record<NoticeKind, string>> = {
  firing: ":rotating_light:",
  digest: ":hourglass_flowing_sand:",
  resolved: ":white_check_mark:",
};

/** Undefined where no alert is told of. */
export function chatMessage({ alerts, subject, omitted }: AlertMessage): ChatMessage | undefined {
  const [worst] = alerts;
  if (!worst) return undefined;
  const shown = alerts.slice(0, MAX_ALERTS);
  const more = alerts.length - shown.length + omitted;
  const parts = [...shown.map(paragraphOf), ...(more > 0 ? [`And ${numberText(more)} more.`] : [])];
  return {
    version: "1.0",
    source: "custom",
    id: worst.noticeId,
    content: {
      textType: "client-markdown",
      title: cutText(`${SIGNS[worst.state]} ${escaped(subject.replace(/^\[Sluice\] /, ""))}`, TITLE_LENGTH),
      description: cutText(parts.join("\n\n"), DESCRIPTION_LENGTH),
      nextSteps: nextStepsOf(worst),
      keywords: [...new Set(shown.flatMap(({ severity, service }) => [severity, service]))].filter(Boolean),
    },
    metadata: { threadId: `${worst.id}-${worst.since}`, summary: subject, eventType: worst.state },
  };
}

function paragraphOf(alert: AlertEvent): string {
  const { state, severity, service, template, rule, perMinute, samples } = alert;
  const head = `*${state.toUpperCase()} ${severity}* ${escaped(service || rule)}: ${escaped(template)}`;
  const trend = perMinute && perMinute.length > 0 ? ` ${sparkline(perMinute)}` : "";
  const lines = [head, `${howMany(alert)} since ${alert.since.slice(0, 16).replace("T", " ")} UTC${trend}`];
  const [sample] = samples;
  // A code block ends at its own marks only.
  if (sample && state !== "resolved") {
    lines.push(`\`\`\`${escaped(cutText(sample, SAMPLE_LENGTH).replaceAll("```", "'''"))}\`\`\``);
  }
  return lines.join("\n");
}

function howMany({ count, measured }: AlertEvent): string {
  if (measured?.expected === undefined) return numberText(count);
  return `${numberText(measured.value)} ${measured.unit}, expected ${numberText(measured.expected)},`;
}

function nextStepsOf({ id, state, pageUrl, runbookUrl }: AlertEvent): string[] {
  return [
    ...(runbookUrl === undefined ? [] : [`Runbook: ${runbookUrl}`]),
    ...(pageUrl === undefined ? [] : [`Its lines: ${pageUrl}`]),
    ...(state === "resolved" ? [] : [`Take it: \`sluice alerts ack ${id} --why TEXT\``]),
  ];
}

/** What logs hold is text: Slack would take `<!channel>` for a call to everybody, and a template's `<host>` for a link. */
function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
