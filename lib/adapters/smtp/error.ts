/** Errors of a mail server as SluiceErrors: RFC 5321, 4yz is for now, 5yz for good. */
import { isSluiceError, SluiceError } from "../../errors.ts";

/** @param server for people: `mail server relay.example.com:587` */
export function smtpError(error: unknown, server: string): SluiceError {
  if (isSluiceError(error)) return error;
  const code = codeOf(error);
  const reason = error instanceof Error ? error.message : String(error);
  return new SluiceError(code, `${server}: ${reason}. ${ADVICE[code]}`, { cause: error });
}

const ADVICE = {
  denied: "Check user and password of this route",
  refused: "Check the addresses of this route, and what the server takes",
  unavailable: "Sluice tries again; if it lasts, check that the server runs and can be reached",
} as const;

/** nodemailer's names: of what the server answered nothing to, or said in the wrong way. */
const FOR_GOOD: ReadonlySet<string> = new Set(["ENOAUTH", "ECONFIG", "EREQUIRETLS"]);

function codeOf(error: unknown): keyof typeof ADVICE {
  const status = statusOf(error);
  if (status >= 400 && status < 500) return "unavailable";
  const name = error instanceof Error && "code" in error ? String(error.code) : "";
  if (name === "EAUTH") return "denied";
  return status >= 500 || FOR_GOOD.has(name) ? "refused" : "unavailable";
}

function statusOf(error: unknown): number {
  return error instanceof Error && "responseCode" in error ? Number(error.responseCode) : 0;
}
