/** One line for what does not work, as long as it does not. */
import { byId } from "./element.ts";

export type Trouble = (source: string, message: string | undefined) => void;

/** Gives a function that states the trouble of one source, or with undefined its end. */
export function mountTrouble(): Trouble {
  const line = byId("trouble", HTMLParagraphElement);
  const messages = new Map<string, string>();
  return (source, message) => {
    if (message === undefined) messages.delete(source);
    else messages.set(source, message);
    const text = [...new Set(messages.values())].join(" · ");
    if (line.textContent !== text) line.textContent = text;
    line.hidden = text === "";
  };
}
