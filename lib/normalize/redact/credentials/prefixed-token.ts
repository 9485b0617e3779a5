/** Tokens that say whose they are by their first characters. */
import { endOfRun, hasDigit, isAlphanumeric, setOf } from "../characters.ts";
import { type Detector, markOf, type Span } from "../scan.ts";

interface TokenForm {
  readonly prefix: string;
  /** The rarest character of the prefix. */
  readonly pivot: string;
  /** After the prefix. */
  readonly leastCharacters: number;
  /** Beside letters, digits, `_` and `-`. */
  readonly more?: string;
  readonly name: string;
}

const github = (prefix: string): TokenForm => ({ prefix, pivot: "_", leastCharacters: 30, name: "github-token" });
const gitlab = (prefix: string): TokenForm => ({ prefix, pivot: "-", leastCharacters: 20, name: "gitlab-token" });
const slack = (prefix: string): TokenForm => ({ prefix, pivot: "-", leastCharacters: 10, name: "slack-token" });
const stripe = (prefix: string): TokenForm => ({ prefix, pivot: "_", leastCharacters: 16, name: "stripe-key" });

const FORMS: readonly TokenForm[] = [
  ...["ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"].map(github),
  ...["glpat-", "gldt-", "glrt-", "glptt-", "glcbt-"].map(gitlab),
  ...["xoxb-", "xoxp-", "xoxa-", "xoxr-", "xoxs-", "xoxe-", "xapp-"].map(slack),
  { prefix: "hooks.slack.com/services/", pivot: ".", leastCharacters: 20, more: "/", name: "slack-webhook" },
  ...["sk_live_", "sk_test_", "rk_live_", "rk_test_", "whsec_"].map(stripe),
  { prefix: "sk-", pivot: "-", leastCharacters: 20, name: "api-key" },
  { prefix: "AIza", pivot: "z", leastCharacters: 35, name: "google-key" },
  { prefix: "ya29.", pivot: ".", leastCharacters: 20, more: ".", name: "google-token" },
  { prefix: "SG.", pivot: ".", leastCharacters: 40, more: ".", name: "sendgrid-key" },
  { prefix: "npm_", pivot: "_", leastCharacters: 36, name: "npm-token" },
  { prefix: "pypi-", pivot: "-", leastCharacters: 50, name: "pypi-token" },
  { prefix: "hvs.", pivot: ".", leastCharacters: 24, name: "vault-token" },
  { prefix: "dop_v1_", pivot: "_", leastCharacters: 40, name: "digitalocean-token" },
  { prefix: "shpat_", pivot: "_", leastCharacters: 32, name: "shopify-token" },
  { prefix: "hf_", pivot: "_", leastCharacters: 30, name: "huggingface-token" },
];

/** Decides whether it is a token: what is found is taken to its end, so that no character is looked at often. */
const LOOK_AHEAD = 128;

interface Compiled {
  readonly prefix: string;
  readonly pivotAt: number;
  readonly leastCharacters: number;
  readonly isMember: (code: number) => boolean;
  readonly mark: string;
}

const byPivot = new Map<string, Compiled[]>();
for (const { prefix, pivot, leastCharacters, more = "", name } of FORMS) {
  const compiled = {
    prefix,
    pivotAt: prefix.indexOf(pivot),
    leastCharacters,
    isMember: setOf(`_-${more}`),
    mark: markOf(name),
  };
  byPivot.set(pivot, [...(byPivot.get(pivot) ?? []), compiled]);
}

/** Characters that stand before a pivot: times and fractions are full of hyphens and points with digits before them. */
const standsBefore = new Uint8Array(128);
for (const { prefix, pivot } of FORMS) standsBefore[prefix.charCodeAt(prefix.indexOf(pivot) - 1)] = 1;

export const prefixedToken: Detector = { triggers: [...byPivot.keys()].join(""), find };

function find(text: string, at: number, from: number): Span | undefined {
  if (standsBefore[text.charCodeAt(at - 1)] !== 1) return undefined;
  for (const form of byPivot.get(text[at] ?? "") ?? []) {
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
