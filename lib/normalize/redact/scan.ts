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

/** @returns the same string where there is nothing to redact. Of two detectors that find something at one place, the first counts */
export function createScanner(detectors: readonly Detector[]): (text: string) => string {
  const byCode: (readonly Detector[] | undefined)[] = Array.from({ length: 128 }, () => undefined);
  const isTrigger = new Uint8Array(128);
  for (const detector of detectors) {
    for (const trigger of detector.triggers) {
      const code = trigger.charCodeAt(0);
      byCode[code] = [...(byCode[code] ?? []), detector];
      isTrigger[code] = 1;
    }
  }

  function findAt(text: string, at: number, code: number, from: number): Span | undefined {
    const candidates = byCode[code];
    for (let n = 0; candidates !== undefined && n < candidates.length; n++) {
      const span = candidates[n]?.find(text, at, from);
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
      const span = findAt(text, at, code, from);
      if (!span) continue;
      redacted += text.slice(from, span.start) + span.mark;
      from = span.end;
      at = span.end - 1;
    }
    return from === 0 ? text : redacted + text.slice(from);
  }

  return (given) => {
    if (given.length < SHORTEST) return given;
    let text = given;
    for (let pass = 0; pass < MOST_PASSES; pass++) {
      const redacted = scanOnce(text);
      if (redacted === text) break;
      text = redacted;
    }
    return text;
  };
}
