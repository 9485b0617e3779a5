/**
 * Names whose values are secrets, however they are spelled: `DB_PASSWORD`, `x-api-key`, `clientSecret`. A name counts by its end: an
 * `access_token` is one, a `token_type` is not.
 */

export type SecretKind = "password" | "authorization" | "cookie" | "token" | "secret";

const ENDINGS: readonly (readonly [ending: string, kind: SecretKind])[] = [
  ["password", "password"],
  ["passwd", "password"],
  ["passphrase", "password"],
  ["pwd", "password"],
  ["authorization", "authorization"],
  ["cookie", "cookie"],
  ["cookies", "cookie"],
  ["token", "token"],
  ["secret", "secret"],
  ["apikey", "secret"],
  ["secretkey", "secret"],
  ["accesskey", "secret"],
  ["accountkey", "secret"],
  ["privatekey", "secret"],
  ["encryptionkey", "secret"],
  ["signingkey", "secret"],
  ["sharedkey", "secret"],
  ["masterkey", "secret"],
  ["authkey", "secret"],
  ["amzsignature", "secret"],
  ["amzcredential", "secret"],
  ["credential", "secret"],
  ["credentials", "secret"],
];

/** They say where a list goes on, and open nothing. */
const HARMLESS = ["nexttoken", "pagetoken", "continuationtoken", "paginationtoken", "synctoken"];

const LONGEST_NAME = 96;
const MOST_REMEMBERED = 4_096;
const remembered = new Map<string, SecretKind | undefined>();

export function kindOfName(name: string): SecretKind | undefined {
  if (name.length > LONGEST_NAME) return undefined;
  const known = remembered.get(name);
  if (known !== undefined || remembered.has(name)) return known;
  if (remembered.size >= MOST_REMEMBERED) remembered.clear();
  const kind = judge(name);
  remembered.set(name, kind);
  return kind;
}

function judge(name: string): SecretKind | undefined {
  const plain = name.toLowerCase().replace(/[^a-z0-9]/g, "");
  const bare = plain.replace(/\d{1,4}$/, "");
  if (HARMLESS.some((harmless) => bare.endsWith(harmless))) return undefined;
  return ENDINGS.find(([ending]) => bare.endsWith(ending))?.[1];
}
