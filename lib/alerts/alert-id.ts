/** Short names that a person can type: of an alert for as long as there is one, of a silence. */
import { hash } from "node:crypto";
import { type Subject, subjectKey } from "./subject.ts";

/** Of 2^32: among a thousand alerts two share one with a chance of 1 in 10,000, and then a command asks for more. */
const ID_LENGTH = 8;

/** The same for every incident of the subject. */
export function alertId(subject: Subject): string {
  return shortId(subjectKey(subject));
}

export function shortId(text: string): string {
  return hash("sha256", text, "hex").slice(0, ID_LENGTH);
}
