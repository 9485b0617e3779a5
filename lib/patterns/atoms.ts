/** A template cut into atoms, which are compared, and what stands between them, which must be equal. */
export interface Atoms {
  readonly template: string;
  /** Words and masks. */
  readonly atoms: readonly string[];
  /** Blanks, brackets and other punctuation around them: one more than atoms. */
  readonly gaps: readonly string[];
}

const ATOM = /<[a-z*]+>|[^\s()[\]{}<>=,;:"'|&]+/g;
const MASK = /^<[a-z*]+>$/;

export function atomsOf(template: string): Atoms {
  const atoms: string[] = [];
  const gaps: string[] = [];
  let end = 0;
  for (const match of template.matchAll(ATOM)) {
    gaps.push(template.slice(end, match.index));
    for (const atom of match[0].split(/(?=<)/)) atoms.push(atom);
    end = match.index + match[0].length;
  }
  gaps.push(template.slice(end));
  return { template, atoms, gaps };
}

export function isMask(atom: string): boolean {
  return MASK.test(atom);
}
