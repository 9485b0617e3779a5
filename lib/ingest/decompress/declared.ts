/** What Content-Encoding and the key's suffix say, for each layer from the outermost: of use only where no magic bytes speak. */
import type { Hint } from "./detect.ts";

export interface Declared {
  readonly contentEncoding?: string | undefined;
  /** The key or the file's name. */
  readonly name?: string | undefined;
}

/** @param layer 0 is the outermost */
export function hintOf(declared: Declared, layer: number): Hint | undefined {
  return HINTS[codingsOf(declared.contentEncoding)[layer] ?? ""] ?? HINTS[suffixesOf(declared.name)[layer] ?? ""];
}

const HINTS: Readonly<Record<string, Hint>> = {
  deflate: "deflate",
  zlib: "deflate",
  zz: "deflate",
  snappy: "snappy",
  "x-snappy": "snappy",
  sz: "snappy",
};

const CODINGS: ReadonlySet<string> = new Set([...Object.keys(HINTS), "gzip", "x-gzip", "zstd"]);

/** Listed in the order of application (RFC 9110, 8.4): the last is the outermost. `identity`, `aws-chunked` and the like are none. */
function codingsOf(contentEncoding = ""): string[] {
  const codings = contentEncoding.split(",").map((coding) => coding.trim().toLowerCase());
  return codings.filter((coding) => CODINGS.has(coding)).reverse();
}

const SUFFIX = /\.(gz|gzip|zst|zstd|zz|zlib|deflate|snappy|sz)$/i;

function suffixesOf(name = ""): string[] {
  const suffixes: string[] = [];
  let rest = name;
  for (let match = SUFFIX.exec(rest); match; match = SUFFIX.exec(rest)) {
    suffixes.push(match[1]?.toLowerCase() ?? "");
    rest = rest.slice(0, match.index);
  }
  return suffixes;
}
