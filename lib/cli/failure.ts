/** Errors for people: what, where, what to do; where in the code only for who debugs. */
import { isSluiceError } from "../errors.ts";

export function reportError(error: unknown, about?: string): void {
  const isDebugging = process.env["DEBUG"] === "sluice";
  const text = isDebugging && error instanceof Error ? (error.stack ?? error.message) : messageOf(error);
  console.error(`sluice: ${about === undefined ? "" : `${about}: `}${text}`);
  if (isDebugging && error instanceof Error && error.cause !== undefined) console.error("caused by", error.cause);
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (isSluiceError(error)) return error.message;
  switch ("code" in error ? error.code : undefined) {
    case "ENOENT":
      return "there is no such file";
    case "EISDIR":
      return "this is a folder: name the files in it";
    case "EACCES":
      return "reading it is not allowed: look at its permissions";
    default:
      return `${error.message} (DEBUG=sluice shows where)`;
  }
}
