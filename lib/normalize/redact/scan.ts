/**
 * One pass over a text: a table says which characters may belong to something to redact, and only there detectors look around. Text
 * without such characters costs one look at each; nothing backtracks, and every detector looks a bounded way back, so that time is linear.
 */

export interface Span {
  readonly start: number;
  readonly end: number;
  /** What stands there afterwards. */
  readonly mark: string;
}

export interface Detector {
  /** ASCII characters, one of which stands in all that this detector finds: the rarer, the cheaper. */
  readonly triggers: string;
  /** Whether this character (0 for none, and for all beyond ASCII) may stand before that trigger. Left out: any may. */
  readonly mayFollow?: (before: number, trigger: string) => boolean;
  /**
   * @param at where a trigger stands
   * @param from nothing before this may be touched: it is redacted already
   */
  find(text: string, at: number, from: number): Span | undefined;
}

const MARK_HEAD = "<redacted:";
/** No credential is shorter, its name included. */
const SHORTEST = 6;

/** What a mark stands beside may show itself only then: two secrets without anything between them. Text without secrets takes one pass. */
const MOST_PASSES = 8;

/** @param name of lower-case letters, digits and hyphens: nothing in a mark looks like a secret, so that redacting twice changes nothing */
export function markOf(name: string): string {
  return `${MARK_HEAD}${name}>`;
}

export function isMarkAt(text: string, at: number): boolean {
  return text.startsWith(MARK_HEAD, at);
}

/** Pairs of ASCII characters, `before << 7 | character` → which detectors have to look there, as bits. A text where none has stays as it is. */
export type Suspects = Uint8Array;

export interface Scanner {
  /** @returns the same string where there is nothing to redact. Of two detectors that find something at one place, the first counts */
  readonly redact: (text: string) => string;
  readonly suspects: Suspects;
}

export function createScanner(detectors: readonly Detector[]): Scanner {
  const byCode: (readonly Detector[] | undefined)[] = Array.from({ length: 128 }, () => undefined);
  const isTrigger = new Uint8Array(128);
  const suspects = new Uint8Array(128 * 128);
  for (const detector of detectors) {
    for (const trigger of detector.triggers) {
      const code = trigger.charCodeAt(0);
      const others = byCode[code] ?? [];
      byCode[code] = [...others, detector];
      isTrigger[code] = 1;
      for (let before = 0; before < 128; before++) {
        const pair = (before << 7) | code;
        if (detector.mayFollow?.(before, trigger) ?? true)
          suspects[pair] = (suspects[pair] ?? 0) | (1 << others.length);
      }
    }
  }
  if (byCode.some((candidates) => candidates !== undefined && candidates.length > 8)) {
    throw new RangeError("more than eight detectors look at the same character");
  }

  /** @param bits those of the candidates that have to look */
  function findAt(text: string, at: number, bits: number, from: number): Span | undefined {
    const candidates = byCode[text.charCodeAt(at)];
    for (let n = 0; candidates !== undefined && bits >> n !== 0; n++) {
      const span = (bits >> n) & 1 ? candidates[n]?.find(text, at, from) : undefined;
      if (span) return span;
    }
    return undefined;
  }

  function scanOnce(text: string): string {
    let redacted = "";
    let from = 0;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code > 127 || isTrigger[code] === 0) continue;
      const before = at === 0 ? 0 : text.charCodeAt(at - 1);
      const bits = suspects[((before < 128 ? before : 0) << 7) | code] as number;
      const span = bits === 0 ? undefined : findAt(text, at, bits, from);
      if (!span) continue;
      redacted += text.slice(from, span.start) + span.mark;
      from = span.end;
      at = span.end - 1;
    }
    return from === 0 ? text : redacted + text.slice(from);
  }

  function redact(given: string): string {
    if (given.length < SHORTEST) return given;
    let text = given;
    for (let pass = 0; pass < MOST_PASSES; pass++) {
      const redacted = scanOnce(text);
      if (redacted === text) break;
      text = redacted;
    }
    return text;
  }

  return { redact, suspects };
}
