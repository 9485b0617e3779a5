/** Tokens that say whose they are by their first characters. */
import { endOfRun, hasDigit, isAlphanumeric, setOf } from "../characters.ts";
import { type Detector, markOf, type Span } from "../scan.ts";

interface TokenForm {
  readonly prefix: string;
  /** The rarest two neighbours in the prefix. */
  readonly pair: string;
  /** After the prefix. */
  readonly leastCharacters: number;
  /** Beside letters, digits, `_` and `-`. */
  readonly more?: string;
  readonly name: string;
}

type Prefix = [prefix: string, pair: string];
const github = ([prefix, pair]: Prefix): TokenForm => ({ prefix, pair, leastCharacters: 30, name: "github-token" });
const gitlab = ([prefix, pair]: Prefix): TokenForm => ({ prefix, pair, leastCharacters: 20, name: "gitlab-token" });
const slack = ([prefix, pair]: Prefix): TokenForm => ({ prefix, pair, leastCharacters: 10, name: "slack-token" });
const stripe = ([prefix, pair]: Prefix): TokenForm => ({ prefix, pair, leastCharacters: 16, name: "stripe-key" });

const GITHUB: readonly Prefix[] = [
  ["ghp_", "hp"],
  ["gho_", "o_"],
  ["ghu_", "u_"],
  ["ghs_", "hs"],
  ["ghr_", "r_"],
  ["github_pat_", "b_"],
];
const GITLAB: readonly Prefix[] = [
  ["glpat-", "lp"],
  ["gldt-", "dt"],
  ["glrt-", "lr"],
  ["glptt-", "lp"],
  ["glcbt-", "cb"],
];
const SLACK: readonly Prefix[] = [...[..."bparse"].map((kind): Prefix => [`xox${kind}-`, "ox"]), ["xapp-", "xa"]];
const STRIPE: readonly Prefix[] = [
  ["sk_live_", "k_"],
  ["sk_test_", "k_"],
  ["rk_live_", "k_"],
  ["rk_test_", "k_"],
  ["whsec_", "wh"],
];

const FORMS: readonly TokenForm[] = [
  ...GITHUB.map(github),
  ...GITLAB.map(gitlab),
  ...SLACK.map(slack),
  { prefix: "hooks.slack.com/services/", pair: "k.", leastCharacters: 20, more: "/", name: "slack-webhook" },
  ...STRIPE.map(stripe),
  { prefix: "sk-", pair: "k-", leastCharacters: 20, name: "api-key" },
  { prefix: "AIza", pair: "Iz", leastCharacters: 35, name: "google-key" },
  { prefix: "ya29.", pair: "a2", leastCharacters: 20, more: ".", name: "google-token" },
  { prefix: "SG.", pair: "G.", leastCharacters: 40, more: ".", name: "sendgrid-key" },
  { prefix: "npm_", pair: "m_", leastCharacters: 36, name: "npm-token" },
  { prefix: "pypi-", pair: "py", leastCharacters: 50, name: "pypi-token" },
  { prefix: "hvs.", pair: "hv", leastCharacters: 24, name: "vault-token" },
  { prefix: "dop_v1_", pair: "_v", leastCharacters: 40, name: "digitalocean-token" },
  { prefix: "shpat_", pair: "hp", leastCharacters: 32, name: "shopify-token" },
  { prefix: "hf_", pair: "f_", leastCharacters: 30, name: "huggingface-token" },
];

/** Decides whether it is a token: what is found is taken to its end, so that no character is looked at often. */
const LOOK_AHEAD = 128;

interface Compiled {
  readonly prefix: string;
  /** Where the second of the pair stands in the prefix. */
  readonly pivotAt: number;
  readonly leastCharacters: number;
  readonly isMember: (code: number) => boolean;
  readonly mark: string;
}

const byPair = new Map<string, Compiled[]>();
for (const { prefix, pair, leastCharacters, more = "", name } of FORMS) {
  const compiled = {
    prefix,
    pivotAt: prefix.indexOf(pair) + 1,
    leastCharacters,
    isMember: setOf(`_-${more}`),
    mark: markOf(name),
  };
  byPair.set(pair, [...(byPair.get(pair) ?? []), compiled]);
}

export const prefixedToken: Detector = {
  triggers: [...new Set([...byPair.keys()].map((pair) => pair.charAt(1)))].join(""),
  mayFollow: (before, trigger) => byPair.has(String.fromCharCode(before) + trigger),
  find,
};

function find(text: string, at: number, from: number): Span | undefined {
  for (const form of byPair.get(text.slice(at - 1, at + 1)) ?? []) {
    const start = at - form.pivotAt;
    if (start < from || !text.startsWith(form.prefix, start) || isAlphanumeric(text.charCodeAt(start - 1))) continue;
    const body = start + form.prefix.length;
    const seen = endOfRun(text, body, form.isMember, LOOK_AHEAD);
    // A name made of words has no digit.
    if (seen - body < form.leastCharacters || !hasDigit(text, body, seen)) continue;
    return { start, end: endOfRun(text, seen, form.isMember), mark: form.mark };
  }
  return undefined;
}
