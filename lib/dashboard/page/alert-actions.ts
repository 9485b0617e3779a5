/** What the viewer does about alerts: asks first where others will want to know why, then tells the API. */
import type { AlertSummary } from "../answers.ts";
import type { AlertActions } from "./alert-card.ts";
import { change } from "./api.ts";
import type { Question } from "./decision-dialog.ts";

export interface ActionOptions {
  readonly onSearch: (alert: AlertSummary) => void;
  readonly ask: (question: Question) => void;
  /** Something is other than it was. */
  readonly onChanged: () => void;
  readonly onTrouble: (message: string | undefined) => void;
}

export function alertActions({ onSearch, ask, onChanged, onTrouble }: ActionOptions): AlertActions {
  async function send(method: "POST" | "DELETE", path: string, body?: object): Promise<void> {
    await change(method, path, body);
    onTrouble(undefined);
    onChanged();
  }
  const sendNow = (path: string): void => {
    send("DELETE", path).catch((error: unknown) => onTrouble(error instanceof Error ? error.message : String(error)));
  };

  return {
    onSearch,
    onAcknowledge: ({ id, service, template }) =>
      ask({
        title: "Acknowledge",
        text: `You are at ${named(service, template)}. There will be no more digests of it; RESOLVED is mailed all the same.`,
        button: "Acknowledge",
        mayLast: true,
        onDecide: (decision) => send("POST", `alerts/${id}/acknowledge`, decision),
      }),
    onUnacknowledge: ({ id }) => sendNow(`alerts/${id}/acknowledge`),
    onSilence: ({ id, service, template }) =>
      ask({
        title: "Silence",
        text: `Nobody is told of ${named(service, template)}. If it still fires when the silence ends, it is mailed then.`,
        button: "Silence",
        mayLast: false,
        onDecide: (decision) => send("POST", "silences", { ...decision, alert: id }),
      }),
    onEndSilence: (id) => sendNow(`silences/${id}`),
  };
}

function named(service: string, template: string): string {
  return [service, template && `“${template}”`].filter((part) => part !== "").join(": ") || "this alert";
}
