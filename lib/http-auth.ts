/** Who may post and look: Bearer tokens and Basic pairs, compared in constant time, several at once so that they can be rotated. */
import { createHash, timingSafeEqual } from "node:crypto";

/** `Bearer TOKEN` or `Basic base64(USER:PASSWORD)`; RFC 6750, RFC 7617. Without colon or scheme nothing is accepted. */
const CREDENTIALS = /^(bearer|basic) +(\S+)$/i;

/**
 * @param header value of Authorization
 * @param tokens tokens, and USER:PASSWORD pairs; a Basic password alone may be a token as well
 * @returns false without tokens: nothing configured is nothing allowed
 */
export function authorize(header: string | undefined, tokens: readonly string[]): boolean {
  const [, scheme, value] = CREDENTIALS.exec(header ?? "") ?? [];
  if (scheme === undefined || value === undefined) return false;
  if (scheme.toLowerCase() === "bearer") return isOneOf(value, tokens);
  const pair = Buffer.from(value, "base64").toString("utf8");
  const colon = pair.indexOf(":");
  if (colon < 0) return false;
  const password = pair.slice(colon + 1);
  return isOneOf(pair, tokens) || (!password.includes(":") && isOneOf(password, tokens));
}

/** The name that a Basic login gives itself; undefined for others. Whether it may is for `authorize` to say. */
export function userOf(header: string | undefined): string | undefined {
  const [, scheme, value = ""] = CREDENTIALS.exec(header ?? "") ?? [];
  if (scheme?.toLowerCase() !== "basic") return undefined;
  const pair = Buffer.from(value, "base64").toString("utf8");
  return pair.slice(0, Math.max(0, pair.indexOf(":"))) || undefined;
}

/** Compares with every token, so that time tells neither which one was near nor how far it fitted. */
function isOneOf(candidate: string, tokens: readonly string[]): boolean {
  if (candidate === "") return false;
  const digest = digestOf(candidate);
  let isFound = false;
  for (const token of tokens) {
    if (timingSafeEqual(digest, digestOf(token))) isFound = true;
  }
  return isFound;
}

function digestOf(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

/** Comma- or line-separated, as INGEST_TOKENS and the secret hold them; blanks around them do not count. */
export function parseTokens(text: string): string[] {
  return text
    .split(/[,\n]/)
    .map((token) => token.trim())
    .filter((token) => token !== "");
}
