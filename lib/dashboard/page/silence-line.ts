/** One silence: of what, who, why and until when, with a button that ends it. */
import type { SilenceAnswer } from "../answers.ts";
import { button, element } from "./element.ts";
import { formatMoment } from "./format.ts";

export function drawSilence(
  { id, by, why, untilMs, match }: SilenceAnswer,
  onEnd: (id: string) => void,
): HTMLLIElement {
  const end = button("End", "link", () => onEnd(id));
  end.setAttribute("aria-label", `End the silence of ${by}: ${why}`);
  return element(
    "li",
    {},
    element("span", {}, `Silenced until ${formatMoment(untilMs)}: `),
    element("strong", {}, whatOf(match)),
    element("span", { class: "aside" }, ` ${by}: ${why} `),
    end,
  );
}

/** The rule of error groups needs no words where something else is said. */
function whatOf({ rule, service, pattern, template }: SilenceAnswer["match"]): string {
  const parts = [
    ...(rule === undefined || (rule === "errors" && (service || pattern || template)) ? [] : [rule]),
    ...(service ? [service] : []),
    ...(template ? [`“${template}”`] : []),
    ...(pattern ? [`pattern ${pattern}`] : []),
  ];
  return parts.join(", ") || "everything";
}
