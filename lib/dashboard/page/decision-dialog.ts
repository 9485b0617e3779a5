/** Asks who, why and until when: before an alert is acknowledged or silenced. */
import { byId, element } from "./element.ts";

interface Decision {
  readonly by: string;
  readonly why: string;
  /** How long, as the API takes it; empty: as long as it fires. */
  readonly until: string;
}

export interface Question {
  readonly title: string;
  /** What follows from it. */
  readonly text: string;
  readonly button: string;
  readonly mayLast: boolean;
  /** Whatever it throws is shown, and the dialog stays open. */
  readonly onDecide: (decision: Decision) => Promise<void>;
}

const LENGTHS = [
  ["30m", "30 minutes"],
  ["2h", "2 hours"],
  ["8h", "8 hours"],
  ["1d", "a day"],
  ["7d", "7 days"],
  ["30d", "30 days"],
] as const;
const USUAL_LENGTH = "2h";
/** Whoever says who they are need not say it each time. */
const NAME_KEY = "sluice-name";

/** @returns what opens the dialog */
export function mountDecisionDialog(): (question: Question) => void {
  const dialog = byId("decision", HTMLDialogElement);
  const form = byId("decision-form", HTMLFormElement);
  const why = byId("decision-why", HTMLInputElement);
  const until = byId("decision-until", HTMLSelectElement);
  const by = byId("decision-by", HTMLInputElement);
  const trouble = byId("decision-trouble", HTMLParagraphElement);
  const submit = byId("decision-submit", HTMLButtonElement);
  let asked: Question | undefined;

  byId("decision-cancel", HTMLButtonElement).addEventListener("click", () => dialog.close());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (asked) void decide(asked);
  });

  async function decide({ onDecide }: Question): Promise<void> {
    submit.disabled = true;
    try {
      await onDecide({ by: by.value.trim(), why: why.value.trim(), until: until.value });
      localStorage.setItem(NAME_KEY, by.value.trim());
      dialog.close();
    } catch (error) {
      trouble.textContent = error instanceof Error ? error.message : String(error);
      trouble.hidden = false;
    } finally {
      submit.disabled = false;
    }
  }

  return (question) => {
    asked = question;
    byId("decision-title", HTMLHeadingElement).textContent = question.title;
    byId("decision-text", HTMLParagraphElement).textContent = question.text;
    submit.textContent = question.button;
    trouble.hidden = true;
    why.value = "";
    by.value = localStorage.getItem(NAME_KEY) ?? "";
    until.replaceChildren(
      ...(question.mayLast ? [element("option", { value: "" }, "as long as it fires")] : []),
      ...LENGTHS.map(([value, label]) => element("option", { value }, label)),
    );
    until.value = question.mayLast ? "" : USUAL_LENGTH;
    // Opened this way it holds the focus, closes with Escape, and gives the focus back.
    dialog.showModal();
  };
}
